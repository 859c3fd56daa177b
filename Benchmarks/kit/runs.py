"""Runs programs and says what they cost: CPU time of the whole process, and its peak memory."""
import atexit
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
RELEASE = ["-c", "release", "--static-swift-stdlib"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def swift():
    for place in (os.environ.get("SWIFT"), "swift", "/opt/swift/usr/bin/swift"):
        if place and subprocess.run(["sh", "-c", f"command -v {place}"],
                                    capture_output=True).returncode == 0:
            return place
    sys.exit("no swift on PATH; set SWIFT")


def build(package, product):
    """Builds a product for release; returns the program's path."""
    command = [swift(), "build", *RELEASE, "--package-path", package]
    if os.environ.get("JOBS"):
        command += ["-j", os.environ["JOBS"]]
    done = subprocess.run([*command, "--product", product], stdout=sys.stderr)
    if done.returncode:
        sys.exit(f"{product} does not build")
    folder = subprocess.run(
        [*command, "--show-bin-path"], capture_output=True, text=True, check=True).stdout.strip()
    return os.path.join(folder, product)


def labtap():
    """The program that is measured: $LABTAP, else built here."""
    return os.environ.get("LABTAP") or build(ROOT, "labtap")


def traffic():
    """The generator: $TRAFFIC, else built here."""
    return os.environ.get("TRAFFIC") or build(os.path.join(ROOT, "Benchmarks"), "traffic")


def measure():
    """The program that measures decoders: $MEASURE, else built here."""
    return os.environ.get("MEASURE") or build(os.path.join(ROOT, "Benchmarks"), "measure")


def without_debug_information(program, folder):
    """A copy that Debian 12's valgrind can read: it gives up at the compiler's DWARF."""
    copy = os.path.join(folder, os.path.basename(program))
    subprocess.run(["strip", "--strip-debug", "-o", copy, program], check=True)
    return copy


def compile_c(source, out, *libraries):
    subprocess.run(["cc", "-O2", "-o", out, source, *libraries], check=True)
    return out


class Cost:
    """Seconds of CPU, peak octets, exit code, and seconds by the clock."""

    def __init__(self, seconds, memory, status, wall):
        self.seconds, self.memory, self.status, self.wall = seconds, memory, status, wall


_spend = None


def spend():
    """The program that measures another; compiled once for each run of a script."""
    global _spend
    if _spend is None:
        folder = tempfile.TemporaryDirectory()
        atexit.register(folder.cleanup)
        _spend = os.path.join(folder.name, "spend")
        compile_c(os.path.join(os.path.dirname(os.path.realpath(__file__)), "spend.c"), _spend)
    return _spend


def run(command, core=None, out=None):
    """One run; what it prints goes to `out` or nowhere."""
    program = spend()
    report = program + ".out"
    if os.path.exists(report):
        os.remove(report)
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    target = open(out, "wb") if out else subprocess.DEVNULL
    errors = open(out + ".err", "wb") if out else subprocess.DEVNULL
    started = time.monotonic()
    subprocess.run(
        [program, report, *command], stdin=subprocess.DEVNULL, stdout=target, stderr=errors)
    wall = time.monotonic() - started
    for file in (target, errors):
        if file is not subprocess.DEVNULL:
            file.close()
    with open(report) as file:
        seconds, kibioctets, status = file.read().split()
    return Cost(float(seconds), int(kibioctets) * 1024, int(status), wall)


def median(costs):
    """Median CPU time, largest memory, and half of the range as a part of the median."""
    seconds = sorted(cost.seconds for cost in costs)
    middle = statistics.median(seconds)
    spread = (seconds[-1] - seconds[0]) / 2 / middle if middle else 0
    return middle, max(cost.memory for cost in costs), spread


def warm(path):
    """Brings a file into the page cache."""
    with open(path, "rb") as file:
        while file.read(1 << 22):
            pass


def machine():
    """One sentence about where the figures come from."""
    model, cores = "unknown processor", 0
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model, cores = line.split(":", 1)[1].strip(), cores + 1
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) / 1024 / 1024
    kernel = os.uname().release
    name = "Linux"
    if os.path.exists("/etc/os-release"):
        with open("/etc/os-release") as file:
            for line in file:
                if line.startswith("PRETTY_NAME="):
                    name = line.split("=", 1)[1].strip().strip('"')
    compiler = subprocess.run([swift(), "--version"], capture_output=True, text=True).stdout
    compiler = compiler.splitlines()[0] if compiler else ""
    for start in ("Apple ", ""):
        compiler = compiler.removeprefix(start)
    return (f"{model}, {cores} cores, {memory:.0f} GiB, {name}, Linux {kernel}, "
            f"{compiler.split(' (')[0]}")


def load():
    """Cores that other programs keep busy, over three seconds in which this one does nothing.

    The load average would still tell of what was built a minute ago.
    """
    def ticks():
        with open("/proc/stat") as file:
            words = [int(word) for word in file.readline().split()[1:9]]
        return sum(words) - words[3] - words[4]

    before = ticks()
    time.sleep(3)
    return (ticks() - before) / 3 / os.sysconf("SC_CLK_TCK")


def busy(cores):
    """What to say of the machine's other work before the first run."""
    if cores > 0.1:
        return ("**The machine was busy with other work** "
                f"({cores:.1f} cores before the first run): only ratios count.")
    return "Nothing else ran before the first run."
