"""Collectors for the delivery tests: real ones, and ones that misbehave."""
import ctypes
import ctypes.util
import json
import os
import random
import re
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds=20):
    """True once the condition is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
        return True
    except OSError:
        return False


# MARK: Traffic

def checksum(octets):
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def write_capture(path, connections, first=0):
    """An instrument that opens connections in clear text to as many hosts that nobody allowed:
    a finding each."""
    own = bytes([10, 77, 0, 10])
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))

        def frame(number, source, target, sport, dport, sequence, answer, flags, payload=b""):
            tcp = struct.pack("!HHIIBBHHH", sport, dport, sequence, answer, 5 << 4, flags, 8192, 0, 0)
            pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp) + len(payload))
            tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp + payload)) + tcp[18:]
            ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp) + len(payload), 1, 0x4000, 64, 6,
                             0, source, target)
            ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
            octets = bytes.fromhex("020000000020020000000010" "0800") + ip + tcp + payload
            time_us = 1_767_261_600_000_000 + number * 1_000
            file.write(struct.pack("<IIII", time_us // 1_000_000, time_us % 1_000_000,
                                   len(octets), len(octets)) + octets)

        for number in range(first, first + connections):
            # 198.18.0.0/15 is set aside for tests (RFC 2544).
            peer = struct.pack("!I", 0xC6120000 + number)
            port = 20000 + number % 30000
            frame(number, own, peer, port, 8081, 1000, 0, 0x02)
            frame(number, peer, own, 8081, port, 5000, 1001, 0x12)
            frame(number, own, peer, port, 8081, 1001, 5001, 0x10)
            frame(number, own, peer, port, 8081, 1001, 5001, 0x18, b"hello")
            frame(number, peer, own, 8081, port, 5001, 1006, 0x18, b"world")


def write_moves(path, count):
    """Addresses that one station has first and another one a quarter of an hour later: a finding each,
    and each for information alone."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for start, station in ((0, 1), (900, 2)):
            mac = bytes([2, 0, 0, 0, 1, station])
            for number in range(count):
                address = struct.pack("!I", 0x0A4D4000 + number)
                octets = (b"\xff" * 6 + mac + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2)
                          + (mac + address) * 2 + bytes(18))
                file.write(struct.pack("<IIII", 1_767_261_600 + start + number // 100, 0, len(octets),
                                       len(octets)) + octets)


def segment(source, target, sport, dport, flags, sequence=1, answer=0, payload=b""):
    """An Ethernet frame with a TCP segment between two hosts of 10.77.0.0/24, by their last octets or
    whole addresses."""
    def address(host):
        return bytes([10, 77, 0, host]) if isinstance(host, int) else socket.inet_aton(host)

    own, peer = address(source), address(target)
    tcp = struct.pack("!HHIIBBHHH", sport, dport, sequence, answer, 5 << 4, flags, 8192, 0, 0)
    pseudo = own + peer + struct.pack("!BBH", 0, 6, len(tcp) + len(payload))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp + payload)) + tcp[18:]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp) + len(payload), 1, 0x4000, 64, 6, 0, own,
                     peer)
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return bytes([2, 0, 0, 0, 0, peer[3], 2, 0, 0, 0, 0, own[3], 8, 0]) + ip + tcp + payload


def write_scan(path, source, ports):
    """A host that tries every port at every host of the segment; four hosts refuse, nobody else
    answers."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        number = 0
        for port in ports:
            for host in range(1, 255):
                if host == source:
                    continue
                frames = [segment(source, host, 40000 + port, port, 0x02)]
                if host in (10, 11, 12, 20):
                    frames.append(segment(host, source, port, 40000 + port, 0x14, 0, 2))
                for octets in frames:
                    time_us = 1_767_261_600_000_000 + number * 100
                    number += 1
                    file.write(struct.pack("<IIII", time_us // 1_000_000, time_us % 1_000_000,
                                           len(octets), len(octets)) + octets)


SCANNED_SITE = """site: Delivery test
region: outside-china
segments: [10.77.0.0/24]
assets:
  - {id: nextseq-01, addresses: 10.77.0.10, model: NextSeq 550Dx}
  - {id: miseq-01, addresses: 10.77.0.11, model: MiSeq}
  - {id: dxflex-01, addresses: 10.77.0.12, model: DxFLEX}
peers:
  - {id: nas, addresses: 10.77.0.20, role: storage, ports: [445]}
"""

SITE = """site: Delivery test
region: outside-china
segments: [10.77.0.0/24]
assets:
  - id: nextseq-01
    addresses: 10.77.0.10
    model: NextSeq 550Dx
"""


# MARK: Certificates

class Certificates:
    """An authority, and what a collector and a sensor need, right and wrong."""

    # A key of RSA takes seconds on a busy machine, and there are seven.
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")

    def __init__(self, folder):
        self.folder = folder
        self.authority("ca")
        self.authority("other-ca")
        self.issue("server", "ca", "localhost")
        self.issue("wrong-name", "ca", "elsewhere.example")
        self.issue("unknown", "other-ca", "localhost")
        self.issue("expired", "ca", "localhost", days=-1)
        self.issue("client", "ca", "sensor-1")

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *words):
        subprocess.run(("openssl",) + words, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, cwd=self.folder)

    def authority(self, name):
        self.openssl("req", "-x509", *self.key, "-nodes", "-keyout", name + ".key",
                     "-out", name + ".pem", "-days", "30", "-subj", f"/CN={name}")

    def issue(self, name, authority, host, days=30):
        self.openssl("req", *self.key, "-nodes", "-keyout", name + ".key", "-out",
                     name + ".csr", "-subj", f"/CN={host}")
        with open(self.path(name + ".ext"), "w") as file:
            file.write(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth,clientAuth\n")
        words = ["x509", "-req", "-in", name + ".csr", "-CA", authority + ".pem", "-CAkey",
                 authority + ".key", "-CAcreateserial", "-out", name + ".pem", "-extfile",
                 name + ".ext"]
        if days < 0:
            # Valid on one day of the past.
            with open(self.path("ca.cnf"), "w") as file:
                file.write("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial.txt\n"
                           "new_certs_dir=.\ndefault_md=sha256\npolicy=p\nx509_extensions=x\n"
                           "[p]\ncommonName=supplied\n[x]\nsubjectAltName=DNS:" + host + "\n")
            open(self.path("index.txt"), "w").close()
            with open(self.path("serial.txt"), "w") as file:
                file.write("1000\n")
            self.openssl("ca", "-batch", "-config", "ca.cnf", "-in", name + ".csr", "-cert",
                         authority + ".pem", "-keyfile", authority + ".key", "-out", name + ".pem",
                         "-startdate", "20240101000000Z", "-enddate", "20240102000000Z", "-notext")
        else:
            self.openssl(*words, "-days", str(days))
        os.chmod(self.path(name + ".key"), 0o600)


# MARK: Collectors

def frames_of(buffer):
    """Takes whole messages by octet counting (RFC 6587 section 3.4.1) from the start of a buffer."""
    found = []
    while True:
        space = buffer.find(b" ", 0, 12)
        if space < 0:
            if len(buffer) > 11:
                raise ValueError(f"no octet count: {bytes(buffer[:20])!r}")
            return found
        count = int(buffer[:space])
        if len(buffer) < space + 1 + count:
            return found
        found.append(bytes(buffer[space + 1:space + 1 + count]))
        del buffer[:space + 1 + count]


class Reader:
    """A collector of our own: reads by octet counting and keeps whole messages."""

    def __init__(self, tls=None, port=None, reads=True):
        self.messages = []
        self.faults = []
        self.reads = reads
        self.connections = []
        self.tls = tls
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port or 0))
        self.port = self.listener.getsockname()[1]
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        buffer = bytearray()
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            while self.reads:
                octets = connection.recv(1 << 18)
                if not octets:
                    break
                buffer += octets
                self.messages += frames_of(buffer)
        except ValueError as fault:
            self.faults.append(str(fault))
        except OSError as fault:
            self.faults.append(str(fault))
        if self.reads:
            try:
                connection.close()
            except OSError:
                pass

    def stop(self):
        # A thread that waits in accept would keep the port.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
                connection.close()
            except OSError:
                pass


class Proxy:
    """Cuts every connection after a random number of octets."""

    def __init__(self, target, most, seed):
        self.target, self.most = target, most
        self.random = random.Random(seed)
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(near, self.random.randrange(1, self.most)),
                             daemon=True).start()

    def carry(self, near, left):
        far = socket.create_connection(("127.0.0.1", self.target))

        def back():
            try:
                while octets := far.recv(65536):
                    near.sendall(octets)
                near.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        threading.Thread(target=back, daemon=True).start()
        try:
            while octets := near.recv(min(left, 65536)):
                far.sendall(octets)
                left -= len(octets)
                if left <= 0:
                    # With a reset: what the other end has not read is gone.
                    self.cuts += 1
                    for end in (near, far):
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
            else:
                far.shutdown(socket.SHUT_WR)
                time.sleep(0.5)
        except OSError:
            pass
        for end in (near, far):
            end.close()


class Rsyslog:
    """Debian's rsyslog in the foreground, writing what it received to a file."""

    available = shutil.which("rsyslogd") is not None

    def __init__(self, folder, scheme, certificates=None, stamped=False):
        """With `stamped`, each line begins with the time of its arrival."""
        self.folder, self.scheme = folder, scheme
        self.port = free_port(socket.SOCK_DGRAM if scheme == "udp" else socket.SOCK_STREAM)
        self.output = os.path.join(folder, f"rsyslog-{scheme}-{self.port}.log")
        stamp = "%timegenerated:::date-rfc3339% " if stamped else ""
        self.config = self.output + ".conf"
        lines = ['global(workDirectory="%s" maxMessageSize="128k"' % folder]
        if scheme == "tls":
            lines[0] += (' defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="%s"'
                         ' defaultNetstreamDriverCertFile="%s" defaultNetstreamDriverKeyFile="%s"'
                         % tuple(map(certificates.path, ("ca.pem", "server.pem", "server.key"))))
        lines[0] += ")"
        if scheme == "udp":
            lines += ['module(load="imudp")', # What comes while it is not scheduled has to fit.
                      f'input(type="imudp" address="127.0.0.1" port="{self.port}" rcvbufSize="4m")']
        elif scheme == "tcp":
            lines += ['module(load="imptcp")',
                      f'input(type="imptcp" address="127.0.0.1" port="{self.port}" supportOctetCountedFraming="on")']
        else:
            lines += ['module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1"'
                      ' StreamDriver.AuthMode="x509/name" PermittedPeer=["sensor-1"])',
                      f'input(type="imtcp" address="127.0.0.1" port="{self.port}")']
        lines += [f'template(name="raw" type="string" string="{stamp}%rawmsg%\\n")',
                  f'action(type="omfile" file="{self.output}" template="raw")']
        with open(self.config, "w") as file:
            file.write("\n".join(lines) + "\n")
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["rsyslogd", "-n", "-f", self.config, "-i", self.output + ".pid"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if self.scheme == "udp":
            time.sleep(1)
        elif not wait_for(lambda: listens(self.port)):
            raise RuntimeError("rsyslogd does not start")

    def kill(self):
        self.process.kill()
        self.process.wait()
        if os.path.exists(self.output + ".pid"):
            os.remove(self.output + ".pid")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            # What it received is in the file; a collector that does not end must not hold the run up.
            self.process.kill()
            self.process.wait()

    def seconds(self):
        """CPU time that it took so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            words = file.read().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def count(self):
        """Messages so far, without reading them again."""
        words = ["wc", "-l", self.output]
        return int(subprocess.run(words, capture_output=True, text=True).stdout.split()[0]) \
            if os.path.exists(self.output) else 0

    def messages(self):
        if not os.path.exists(self.output):
            return []
        with open(self.output, "rb") as file:
            return file.read().split(b"\n")[:-1]


class SyslogNG(Rsyslog):
    """syslog-ng, installed or unpacked (it cannot be installed beside rsyslog): LABTAP_SYSLOG_NG is
    the folder that `dpkg -x` wrote its packages to."""

    root = os.environ.get("LABTAP_SYSLOG_NG", "")
    program = shutil.which("syslog-ng") or os.path.join(root, "usr/sbin/syslog-ng")
    available = os.path.exists(program)

    def __init__(self, folder, scheme, certificates=None):
        self.folder, self.scheme = folder, scheme
        self.port = free_port(socket.SOCK_DGRAM if scheme == "udp" else socket.SOCK_STREAM)
        self.output = os.path.join(folder, f"syslog-ng-{scheme}-{self.port}.log")
        self.config = self.output + ".conf"
        source = f'syslog(ip(127.0.0.1) port({self.port}) transport("{scheme}")'
        if scheme == "tls":
            source += (' tls(key-file("%s") cert-file("%s") ca-file("%s") peer-verify(required-trusted))'
                       % tuple(map(certificates.path, ("server.key", "server.pem", "ca.pem"))))
        if scheme == "udp":
            source = f'network(ip(127.0.0.1) port({self.port}) transport(udp) flags(syslog-protocol, store-raw-message))'
        else:
            source += " flags(store-raw-message) log-msg-size(131072))"
        with open(self.config, "w") as file:
            file.write(f"""@version: 3.35
options {{ keep-hostname(yes); use-dns(no); log-msg-size(131072); }};
source s {{ {source}; }};
destination d {{ file("{self.output}" template("$RAWMSG\\n")); }};
log {{ source(s); destination(d); flags(flow-control); }};
""")
        self.start()

    def start(self):
        words = [self.program, "-F", "--no-caps", "-f", self.config, "-R", self.output + ".persist",
                 "-p", self.output + ".pid", "-c", self.output + ".ctl"]
        environment = dict(os.environ)
        if self.root:
            libraries = [os.path.join(self.root, part) for part in (
                "usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/syslog-ng",
                "usr/lib/syslog-ng/3.38")]
            environment["LD_LIBRARY_PATH"] = ":".join(libraries)
            words += ["--module-path", libraries[-1]]
        self.process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        if self.scheme == "udp":
            time.sleep(2)
        elif not wait_for(lambda: listens(self.port)):
            raise RuntimeError("syslog-ng does not start")


class KafkaMock:
    """librdkafka's own cluster of mock brokers, which listens on this machine for anybody."""

    @staticmethod
    def library():
        name = ctypes.util.find_library("rdkafka")
        return ctypes.CDLL(name) if name else None

    def __init__(self, brokers=3):
        self.lib = lib = self.library()
        lib.rd_kafka_conf_new.restype = ctypes.c_void_p
        lib.rd_kafka_new.restype = ctypes.c_void_p
        lib.rd_kafka_new.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        lib.rd_kafka_mock_cluster_new.restype = ctypes.c_void_p
        lib.rd_kafka_mock_cluster_new.argtypes = [ctypes.c_void_p, ctypes.c_int]
        lib.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
        lib.rd_kafka_mock_cluster_bootstraps.argtypes = [ctypes.c_void_p]
        lib.rd_kafka_mock_broker_set_down.argtypes = [ctypes.c_void_p, ctypes.c_int32]
        lib.rd_kafka_mock_broker_set_up.argtypes = [ctypes.c_void_p, ctypes.c_int32]
        lib.rd_kafka_mock_push_request_errors_array.argtypes = [
            ctypes.c_void_p, ctypes.c_int16, ctypes.c_size_t, ctypes.POINTER(ctypes.c_int)]
        self.client = lib.rd_kafka_new(0, lib.rd_kafka_conf_new(), None, 0)
        self.cluster = lib.rd_kafka_mock_cluster_new(self.client, brokers)
        self.addresses = lib.rd_kafka_mock_cluster_bootstraps(self.cluster).decode()

    def produce_errors(self, *codes):
        """The next answers to produce requests (API key 0)."""
        array = (ctypes.c_int * len(codes))(*codes)
        self.lib.rd_kafka_mock_push_request_errors_array(self.cluster, 0, len(codes), array)

    def down(self, broker):
        self.lib.rd_kafka_mock_broker_set_down(self.cluster, broker)

    def up(self, broker):
        self.lib.rd_kafka_mock_broker_set_up(self.cluster, broker)

    def read(self, topic):
        """What kcat reads back: key and finding, in each partition's order."""
        run = subprocess.run(["kcat", "-q", "-C", "-b", self.addresses, "-t", topic, "-o", "beginning", "-e",
                              "-f", "%k %s\n"], capture_output=True, text=True, timeout=120)
        found = []
        for line in run.stdout.splitlines():
            key, _, value = line.partition(" ")
            found.append((key, json.loads(value)))
        return found


MESSAGE = re.compile(
    rb"<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) ((?:\[(?:[^\]\\\"]|\"(?:[^\"\\]|\\.)*\")*\])+|-) (.*)", re.S)


def events_of(messages):
    """The sensor's own events in `format=json` messages."""
    matches = [MESSAGE.fullmatch(message.strip(b"\n")) for message in messages]
    return [json.loads(match[8]) for match in matches if match and match[6] == b"event"]


def findings_of(messages):
    """The findings in `format=json` messages, in the order of arrival."""
    found = []
    for message in messages:
        match = MESSAGE.fullmatch(message.strip(b"\n"))
        if not match:
            raise ValueError(f"no RFC 5424 message: {message[:200]!r}")
        if match[6] in (b"finding", b"recovery"):
            found.append(json.loads(match[8]))
    return found
