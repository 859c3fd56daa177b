#!/usr/bin/env python3
"""A running sensor on odd days, in a network namespace of its own.

    unshare -n days.py PROGRAM [DAY...]

`check PROGRAM days` calls it. Needs root; ends only what it started.
"""
import datetime
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import collectors
from collectors import Certificates, Reader, Rsyslog, checksum, events_of, findings_of, segment, wait_for

PROGRAM = os.path.abspath(sys.argv[1])
FOLDER = tempfile.mkdtemp(prefix="labtap-days-")
os.chmod(FOLDER, 0o755)
os.environ.setdefault("LABTAP_SIGNATURES", os.path.join(collectors.ROOT, "Signatures"))
FAULTS = []
CLOUD = "api.basespace.illumina.com"


def expect(condition, text):
    if not condition:
        FAULTS.append(text)
        print(f"  FAULT: {text}", flush=True)


def ip(*words):
    subprocess.run(("ip",) + words, check=True)


class Wire:
    """What the sensor hears: frames that are put into the other end of its interface."""

    def __init__(self):
        ip("link", "set", "lo", "up")
        ip("link", "add", "wire0", "type", "veth", "peer", "name", "mon")
        for name in ("wire0", "mon"):
            with open(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "w") as file:
                file.write("1")
            ip("link", "set", name, "up")
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.bind(("wire0", 0))
        self.sent = 0

    def send(self, *frames):
        for frame in frames:
            self.socket.send(frame)
            self.sent += 1

    def connect(self, number, peer=None, port=8081):
        """An instrument talks in clear text to a host that nobody allowed: a finding."""
        peer = peer or socket.inet_ntoa(struct.pack("!I", 0xC6120000 + number))
        own = 20000 + number % 30000
        self.send(segment(10, peer, own, port, 0x02, 1000),
                  segment(peer, 10, port, own, 0x12, 5000, 1001),
                  segment(10, peer, own, port, 0x10, 1001, 5001),
                  segment(10, peer, own, port, 0x18, 1001, 5001, b"hello"),
                  segment(peer, 10, port, own, 0x18, 5001, 1006, b"world"),
                  segment(10, peer, own, port, 0x11, 1006, 5006),
                  segment(peer, 10, port, own, 0x11, 5006, 1007),
                  segment(10, peer, own, port, 0x10, 1007, 5007))
        return peer

    def resolve(self, name, address):
        question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0\0\1\0\1"
        answer = b"\xc0\x0c\0\1\0\1" + struct.pack("!IH", 600, 4) + socket.inet_aton(address)
        for source, target, sport, dport, flags, count, rest in (
                (10, 53, 40000, 53, 0x0100, 0, b""), (53, 10, 53, 40000, 0x8180, 1, answer)):
            payload = struct.pack("!HHHHHH", 7, flags, 1, count, 0, 0) + question + rest
            own, peer = bytes([10, 77, 0, source]), bytes([10, 77, 0, target])
            udp = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload
            header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0x4000, 64, 17, 0, own, peer)
            header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
            self.send(bytes([2, 0, 0, 0, 0, target, 2, 0, 0, 0, 0, source, 8, 0]) + header + udp)


class Sensor:
    """`labtap watch` at the wire, with a store in a folder of its own."""

    def __init__(self, name, *words, store=None, environment=None):
        self.log = os.path.join(FOLDER, name + ".log")
        if store is None:
            store = os.path.join(FOLDER, name)
            os.makedirs(store, exist_ok=True)
        # It goes on as somebody who owns nothing.
        os.chmod(store, 0o777)
        self.store = os.path.join(store, "findings.sqlite")
        self.port = collectors.free_port()
        self.words = [PROGRAM, "watch", "mon", "--site", os.path.join(FOLDER, "site.yaml"), "--findings",
                      "none", "--store", self.store, "--sensor", "days", "--status",
                      f"127.0.0.1:{self.port}", *words]
        self.environment = {**os.environ, **(environment or {})}
        self.start()

    def start(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(self.words, stdout=subprocess.DEVNULL, stderr=log,
                                            env=self.environment)
        if not wait_for(lambda: "event=watching" in self.said(), 30):
            raise RuntimeError("the sensor does not start: " + self.said())

    def said(self):
        with open(self.log) as file:
            return file.read()

    def get(self, page):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{page}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, name):
        return sum(float(line.split()[-1]) for line in self.get("/metrics")[1].splitlines()
                   if line.startswith("labtap_" + name + " ") or line.startswith("labtap_" + name + "{"))

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) >> 10 for line in file if line.startswith("VmRSS"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def report(self, *words):
        run = subprocess.run([PROGRAM, "report", "--store", self.store, *words], capture_output=True,
                             text=True)
        return run.returncode, run.stdout

    def findings(self):
        return [json.loads(line) for line in self.report("--findings", "json")[1].splitlines()]


def syslog(reader):
    return f"tcp://127.0.0.1:{reader.port}?format=json&cap=0&size=65000"


def peers_of(messages):
    return {finding["peer"]["address"] for finding in findings_of(messages)
            if finding["verdict"] == "fail" and "peer" in finding}


def restart(wire):
    """`kill -9`: names and the ledger are those of the run before."""
    sensor = Sensor("restart", "--findings", "json:" + os.path.join(FOLDER, "restart", "summary.jsonl"))
    wire.resolve(CLOUD, "203.0.113.10")
    time.sleep(0.5)
    for number in range(3):
        wire.connect(number)
    # What is known is kept every five seconds.
    time.sleep(8)
    sensor.kill()
    known = {finding["id"]: finding["revision"] for finding in sensor.findings()}
    expect(known, "restart: nothing was stored before the kill")
    sensor.start()
    wire.connect(3)
    wire.connect(4, peer="203.0.113.10")
    time.sleep(2)
    expect(sensor.stop() == 0, f"restart: {sensor.said()}")
    named = [finding for finding in sensor.findings() if finding.get("peer", {}).get("address") == "203.0.113.10"]
    expect(named and all(finding["peer"].get("name") == CLOUD for finding in named),
           f"restart: the name is forgotten: {[finding.get('peer') for finding in named]}")
    after = {finding["id"]: finding["revision"] for finding in sensor.findings()}
    repeated = [key for key, revision in known.items() if after.get(key) != revision]
    expect(not repeated, f"restart: {len(repeated)} findings were told again")
    with open(os.path.join(FOLDER, "restart", "summary.jsonl")) as file:
        lines = [json.loads(line) for line in file]
    rows = [row for line in lines if line["schema"] == "labtap.summary/1" and line.get("asset")
            for row in line["clauses"] if row["clause"] == "ILMN-4"]
    count = rows[-1]["counts"].get("fail", 0) if rows else 0
    expect(count in (4, 5), f"restart: the ledger of ILMN-4 counts {count}: {rows}")
    print(f"  {len(known)} findings and their revisions as before, the name known, ILMN-4 counts {count}",
          flush=True)


def flap(wire):
    """An interface that goes down and up: told each time, and read on."""
    reader = Reader()
    sensor = Sensor("flap", "--syslog", syslog(reader))
    wanted = set()
    for number in range(10):
        ip("link", "set", "mon", "down")
        time.sleep(0.7)
        ip("link", "set", "mon", "up")
        time.sleep(0.7)
        wanted.add(wire.connect(number))
    wait_for(lambda: wanted <= peers_of(reader.messages), 20)
    missing = wanted - peers_of(reader.messages)
    expect(not missing, f"flap: {len(missing)} of {len(wanted)} findings are missing")
    names = [event["event"] for event in events_of(reader.messages)]
    down, up = names.count("interface-down"), names.count("interface-up")
    expect((down, up) == (10, 10), f"flap: {down} times down and {up} times up were told")
    expect(sensor.stop() == 0, f"flap: {sensor.said()}")
    print(f"  10 times down: {down} and {up} events, {len(wanted)} findings of between", flush=True)
    reader.stop()


def dead(wire):
    """A collector that accepts and never reads, and another that is not there: packets are read."""
    stuck, port = Reader(reads=False), collectors.free_port()
    sensor = Sensor("dead", "--syslog", syslog(stuck), "--syslog",
                    f"tcp://127.0.0.1:{port}?format=json&cap=0&size=65000")
    count, before = 3_000, wire.sent
    wanted, first = set(), set()
    for number in range(count):
        wanted.add(wire.connect(number))
        if number < 1_000:
            first = set(wanted)
        if number % 50 == 0:
            time.sleep(0.01)
    wait_for(lambda: sensor.metric("packets_total") >= wire.sent - before, 20)
    read, lost = sensor.metric("packets_total"), sensor.metric("lost_packets_total")
    expect((read, lost) == (wire.sent - before, 0), f"dead: {read} of {wire.sent - before} read, {lost} lost")
    wait_for(lambda: sensor.metric("sink_backlog") >= count, 20)
    backlog = sensor.metric("sink_backlog")
    expect(backlog >= count, f"dead: the backlog says {backlog}")
    memory = sensor.memory()
    stuck.stop()
    readers = [Reader(port=stuck.port), Reader(port=port)]
    start = time.monotonic()
    wait_for(lambda: sensor.metric("sink_backlog") == 0, 120)
    for reader in readers:
        wait_for(lambda: wanted <= peers_of(reader.messages), 5)
    lost, missing = (wanted - peers_of(reader.messages) for reader in readers)
    expect(not missing, f"dead: {len(missing)} of {count} findings did not arrive where nobody was")
    # What its system took for it more than ten seconds before the line broke, and it never read, is
    # gone: nobody can know. These are the first that were sent.
    expect(lost <= first, f"dead: {len(lost - first)} findings of the last ten seconds did not arrive")
    wait_for(lambda: sensor.metric("sink_backlog") == 0, 20)
    expect(sensor.metric("sink_backlog") == 0, f"dead: {sensor.metric('sink_backlog')} wait still")
    print(f"  {read:.0f} packets read, none lost, backlog {backlog:.0f}, {memory} MiB; "
          f"back after {time.monotonic() - start:.0f} s with all of it, but for {len(lost)} that the one "
          "who never read had taken before", flush=True)
    expect(sensor.stop() == 0, f"dead: {sensor.said()}")
    for reader in readers:
        reader.stop()


def disk(wire):
    """A full disk: watching goes on, it is told, and it mends by itself."""
    folder = os.path.join(FOLDER, "disk")
    os.makedirs(folder)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]).returncode:
        print("  no right to mount a small disk: skipped")
        return
    try:
        reader = Reader()
        sensor = Sensor("disk", "--syslog", syslog(reader), store=folder)
        wanted = {wire.connect(number) for number in range(20)}
        wait_for(lambda: wanted <= peers_of(reader.messages), 20)
        ballast = os.open(os.path.join(folder, "ballast"), os.O_WRONLY | os.O_CREAT)
        try:
            while True:
                os.write(ballast, b"\0" * 4096)
        except OSError:
            os.close(ballast)
        before = sensor.metric("packets_total")
        for number in range(20, 1_000):
            wanted.add(wire.connect(number))
            if number % 50 == 0:
                time.sleep(0.01)
        wait_for(lambda: sensor.metric("store_up") == 0, 20)
        expect(sensor.metric("store_up") == 0, "disk: the metric does not say that the store fails")
        status, text = sensor.get("/healthz")
        expect(status == 503 and "store" in text, f"disk: the health page says {status} {text}")
        wait_for(lambda: sensor.metric("packets_total") - before >= 980 * 8, 20)
        read = sensor.metric("packets_total") - before
        expect(read == 980 * 8 and sensor.metric("lost_packets_total") == 0, f"disk: {read} packets were read")
        acknowledged = {finding["id"] for finding in sensor.findings()}
        time.sleep(1)
        os.remove(os.path.join(folder, "ballast"))
        subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
        wait_for(lambda: sensor.metric("store_up") == 1, 20)
        wait_for(lambda: wanted <= peers_of(reader.messages), 60)
        missing = wanted - peers_of(reader.messages)
        expect(not missing, f"disk: {len(missing)} of {len(wanted)} findings did not arrive")
        expect(sensor.get("/healthz")[0] == 200, "disk: the health page still complains")
        wait_for(lambda: "store-recovered" in [event["event"] for event in events_of(reader.messages)], 20)
        names = [event["event"] for event in events_of(reader.messages)]
        expect("store-failed" in names and "store-recovered" in names, f"disk: events {names}")
        code = sensor.stop()
        expect(code == 0, f"disk: exit code {code} {sensor.said()}")
        kept = {finding["id"] for finding in sensor.findings()}
        expect(acknowledged <= kept, f"disk: {len(acknowledged - kept)} acknowledged findings are gone")
        expect(sensor.report("--verify")[0] == 0, "disk: the chain is broken")
        print(f"  {read:.0f} packets read meanwhile, {len(wanted)} findings arrived, events {names}", flush=True)
        reader.stop()
    finally:
        subprocess.run(["umount", "-l", folder])


# Lets one process see another time of day; steady clocks stay.
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile long *offset;
static int (*original)(clockid_t, struct timespec *);

__attribute__((constructor)) static void prepare(void) {
  offset = mmap(0, sizeof *offset, PROT_READ, MAP_SHARED, open(getenv("CLOCK_OFFSET"), O_RDONLY), 0);
  original = dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  /* Other libraries ask before this one is prepared. */
  if (!original) return syscall(SYS_clock_gettime, clock, time);
  int code = original(clock, time);
  if (code == 0 && clock == CLOCK_REALTIME) time->tv_sec += *offset;
  return code;
}
"""


def clock(wire):
    """The clock goes back by an hour: told, and connections after it are judged."""
    if not shutil.which("cc"):
        print("  there is no C compiler: skipped")
        return
    folder = os.path.join(FOLDER, "clock")
    os.makedirs(folder)
    library, setting = os.path.join(folder, "clock.so"), os.path.join(folder, "offset")
    subprocess.run(["cc", "-shared", "-fPIC", "-O", "-o", library, "-xc", "-", "-ldl"], input=CLOCK, text=True,
                   check=True)

    def turn(offset):
        with open(setting, "r+b" if os.path.exists(setting) else "wb") as file:
            file.write(struct.pack("q", offset))

    turn(0)
    reader = Reader()
    # The kernel stamps frames by the true clock, so that they come from the future after the step.
    sensor = Sensor("clock", "--syslog", syslog(reader), environment={
        "LD_PRELOAD": library, "CLOCK_OFFSET": setting})
    first = wire.connect(1)
    wait_for(lambda: first in peers_of(reader.messages), 20)
    turn(-3600)
    wait_for(lambda: "clock-went-back" in [event["event"] for event in events_of(reader.messages)], 20)
    steps = [event for event in events_of(reader.messages) if event["event"] == "clock-went-back"]
    expect(len(steps) == 1, f"clock: {len(steps)} events")
    second = wire.connect(2)
    # Time goes on with the frames alone until the hour is over.
    time.sleep(0.3)
    wire.connect(3)
    wait_for(lambda: second in peers_of(reader.messages), 20)
    expect({first, second} <= peers_of(reader.messages), "clock: a finding is missing")
    expect(sensor.get("/healthz")[0] == 200, "clock: the health page complains")
    code = sensor.stop()
    expect(code == 0, f"clock: ended with {code}: {sensor.said()}")
    print(f"  one event ({steps[0]['text'] if steps else 'none'}), findings before and after", flush=True)
    reader.stop()


def delay(wire):
    """How long a finding takes from the packet to rsyslog over TLS, while other packets pass."""
    if not Rsyslog.available or not shutil.which("tcpreplay"):
        print("  rsyslogd or tcpreplay is not there: skipped")
        return
    certificates = Certificates(FOLDER)
    collector = Rsyslog(FOLDER, "tls", certificates, stamped=True)
    # The sensor reads them as somebody who owns nothing.
    os.chmod(certificates.path("client.key"), 0o640)
    shutil.chown(certificates.path("client.key"), group="nogroup")
    sensor = Sensor("delay", "--syslog", f"tls://localhost:{collector.port}?format=json&cap=0&size=65000"
                    f"&ca={certificates.path('ca.pem')}&cert={certificates.path('client.pem')}"
                    f"&key={certificates.path('client.key')}")
    rate, seconds = int(os.environ.get("RATE", "50000")), 30
    capture = os.path.join(collectors.ROOT, "Tests/Captures/instrument-network.pcap")
    load = subprocess.Popen(["tcpreplay", "-q", "-K", "-i", "wire0", "--pps", str(rate), "--duration",
                             str(seconds), "--loop", "0", capture], stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    time.sleep(2)
    count = 0
    while load.poll() is None:
        wire.connect(count)
        count += 1
        time.sleep(0.02)
    time.sleep(3)
    read, lost = sensor.metric("packets_total"), sensor.metric("lost_packets_total")
    delays = []
    for line in collector.messages():
        stamp, _, message = line.partition(b" ")
        for finding in findings_of([message]):
            peer = finding.get("peer", {}).get("address", "")
            if peer.startswith("198.18.") and finding["verdict"] == "fail":
                arrived = datetime.datetime.fromisoformat(stamp.decode())
                seen = datetime.datetime.fromisoformat(finding["first_seen"].replace("Z", "+00:00"))
                delays.append((arrived - seen).total_seconds())
    delays.sort()
    expect(len(delays) >= count, f"delay: {len(delays)} of {count} findings arrived")
    bounds = [0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 1e9]
    histogram = {("over 1" if bound > 1 else f"{bound}"): sum(
        1 for delay in delays if delay <= bound) for bound in bounds}
    late = delays[int(len(delays) * 0.99)] if delays else 0
    busy = os.getloadavg()[0]
    # On a machine that others keep busy the figure says nothing of the program.
    expect(late <= 0.1 or busy > 1.5 * os.cpu_count(), f"delay: 99 % within {late * 1000:.0f} ms only")
    print(f"  {len(delays)} findings among {read:.0f} packets ({lost:.0f} lost), machine's load {busy:.1f}: "
          f"median {delays[len(delays) // 2] * 1000:.0f} ms, 99 % within {late * 1000:.0f} ms, at most "
          f"{delays[-1] * 1000:.0f} ms\n  so many within so many seconds: {histogram}", flush=True)
    expect(sensor.stop() == 0, f"delay: {sensor.said()}")
    collector.stop()


DAYS = [restart, flap, dead, disk, clock, delay]


def main():
    wanted = sys.argv[2:]
    with open(os.path.join(FOLDER, "site.yaml"), "w") as file:
        file.write(collectors.SITE)
    wire = Wire()
    try:
        for day in DAYS:
            if wanted and day.__name__ not in wanted:
                continue
            print(f"days {day.__name__}: {day.__doc__}", flush=True)
            start = time.monotonic()
            day(wire)
            print(f"  ({time.monotonic() - start:.0f} s)", flush=True)
    finally:
        if not os.environ.get("LABTAP_KEEP"):
            shutil.rmtree(FOLDER, ignore_errors=True)
    if FAULTS:
        sys.exit(f"{len(FAULTS)} promises were not kept")


main()
