# Every check that CI runs is a target here, so that a person and a machine run the same.

SWIFT ?= $(shell command -v swift || { test -x /opt/swift/usr/bin/swift && echo /opt/swift/usr/bin/swift; } || echo swift)
# Two parallel jobs need about 2 GiB; set JOBS to let more run.
JOBS ?=
FLAGS := $(if $(JOBS),-j $(JOBS))
# The runtime linked in.
RELEASE := -c release --static-swift-stdlib
CAPTURES := Tests/Captures
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

# What `make fuzz` runs, and how long each.
TARGETS := packets tls smb dns http quic inflate captures flows sensor signatures site
TARGET ?= $(TARGETS)
# A shell counts its own seconds in a variable of this name; only the command line's counts here.
FUZZ_SECONDS := $(if $(filter command line,$(origin SECONDS)),$(SECONDS),600)

.PHONY: guards benchmarks microbenchmarks deb check-deb reference demo test lab soak hostile collectors crash release build fuzz fuzz-smoke fuzz-build lint format docs coverage-table deps clean help

help:
	@echo "make demo    judge a capture of a small instrument network"
	@echo "make test    build and run all tests"
	@echo "make lab     the sensor at a mirror port with real servers (root; three minutes)"
	@echo "make soak    rates, losses and memory over long runs (root; by hand)"
	@echo "make hostile stream floods into the program: what it finds, counts and holds"
	@echo "make variations replay the captures wrapped, cut, damaged and in other file forms"
	@echo "make collectors deliver to real collectors and to misbehaving ones"
	@echo "make crash   kill -9 at random moments, and what has to arrive all the same"
	@echo "make guards  what messages, packets and flows cost, counted, against thresholds"
	@echo "make benchmarks  LabTap beside other programs, growth, every decoder; writes the tables"
	@echo "make release build the program"
	@echo "make fuzz    fuzz every decoder and loader; SECONDS=600 TARGET=\"tls smb\""
	@echo "make lint    formatting rules, warnings are errors"
	@echo "make format  put the sources into the one form"
	@echo "make docs    the articles, every broken link an error"
	@echo "make deb     the Debian package; make check-deb installs and purges it in a fresh root"
	@echo "make reference  write the pages that come from the commands and signatures"
	@echo "make coverage-table  the page of what each row is shown by, made anew"
	@echo "make deps    install the Debian packages that are missing"

# Exit code 1 of labtap says that a clause is broken, which is what the demo shows.
demo: release
	@$$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap replay \
	  --site $(CAPTURES)/instrument-network.site.yaml \
	  --signatures Signatures \
	  $(CAPTURES)/instrument-network.pcap; \
	status=$$?; \
	if [ $$status -gt 1 ]; then exit $$status; fi

release: deps
	$(SWIFT) build $(RELEASE) $(FLAGS) --product labtap

build: deps
	$(SWIFT) build $(FLAGS) --explicit-target-dependency-import-check error

test: build
	$(SWIFT) build $(FLAGS) --build-tests
	$(SWIFT) test $(FLAGS) --parallel

fuzz-build: deps
	LABTAP_FUZZ=1 $(SWIFT) build -c release --sanitize=fuzzer --scratch-path .build/fuzz \
	  $(FLAGS) --product LabTapFuzz

fuzz: fuzz-build
	JOBS=$(JOBS) Tests/Fuzz/run $(FUZZ_SECONDS) $(TARGET)

# 20 seconds each: what a change broke badly shows at once.
fuzz-smoke: fuzz-build
	JOBS=$(JOBS) Tests/Fuzz/run 20 $(TARGET)

# Every capture of the matrix in some forty forms; CAPTURES_TO_VARY names others.
CAPTURES_TO_VARY ?= $(wildcard $(CAPTURES)/matrix/*.pcap)
variations: release
	PYTHONDONTWRITEBYTECODE=1 Tests/Variations/vary \
	  $$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap $(CAPTURES_TO_VARY)

# Network namespaces need root; without, it says so and ends well.
lab: release
	Tests/Lab/run $$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap

# RATE=400000 SECONDS_RATE=600 SECONDS_MEMORY=1800 are the defaults.
soak: release
	Tests/Lab/soak $$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap

# A debug build is too slow for millions of frames; `make test` runs the same kinds in small.
hostile: release
	$(SWIFT) build $(RELEASE) $(FLAGS) --product HostileTraffic
	Tests/HostileTraffic/check $$($(SWIFT) build $(RELEASE) --show-bin-path)

# Real collectors and misbehaving ones, 200 times kill -9, a full disk; needs a few minutes.
collectors: release
	Tests/Collectors/check $$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap

crash: release
	Tests/Collectors/check $$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap crash

# Instructions and allocations, which no other work of the machine changes. ONLY=tls counts some.
guards: release
	@Tests/install-dependencies benchmarks
	LABTAP=$$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap JOBS=$(JOBS) \
	  Benchmarks/guards/run $(if $(ONLY),--only $(ONLY))

# Time, for a machine that does nothing else: half an hour, 5 GB of disk. Writes the tables of the book.
benchmarks: release
	@Tests/install-dependencies benchmarks
	LABTAP=$$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap JOBS=$(JOBS) Benchmarks/run

# Every decoder, path and format alone, a few minutes. ONLY="tls smb2" measures some.
microbenchmarks:
	$(SWIFT) run $(RELEASE) $(FLAGS) --package-path Benchmarks measure $(ONLY)

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format:
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

# The tool needs a module's symbols to hang its articles on. They come out of the module that is
# built already: `swift package dump-symbol-graph` would build everything once more.
GRAPHS := .build/graphs
TOOLS := $(dir $(shell command -v $(SWIFT)))
docs: build
	mkdir -p $(GRAPHS)
	$(TOOLS)swift-symbolgraph-extract -module-name Sensor -minimum-access-level public \
	  -target $$(uname -m)-unknown-linux-gnu -I $$($(SWIFT) build --show-bin-path)/Modules \
	  $(foreach map,$(wildcard Sources/Libraries/*/module.modulemap),-Xcc -fmodule-map-file=$(map)) \
	  -output-dir $(GRAPHS)
	$(TOOLS)docc convert Sources/Sensor/Sensor.docc --additional-symbol-graph-dir $(GRAPHS) \
	  --fallback-display-name LabTap --fallback-bundle-identifier labtap.sensor \
	  --output-path .build/Sensor.doccarchive --warnings-as-errors

DEB := .build/deb
deb: release
	@Tests/install-dependencies packaging
	rm -rf $(DEB)
	packaging/build-deb $$($(SWIFT) build $(RELEASE) --show-bin-path)/labtap $(DEB)

check-deb: deb
	packaging/check-deb $(DEB)/*.deb

# What the program says of itself, written into the book and the README; a test asks for it.
reference: build
	packaging/reference $$($(SWIFT) build --show-bin-path)/labtap

coverage-table: build
	LABTAP_WRITE_COVERAGE=1 $(SWIFT) test $(FLAGS) --filter CoverageTests

deps:
	@Tests/install-dependencies

clean:
	rm -rf .build
