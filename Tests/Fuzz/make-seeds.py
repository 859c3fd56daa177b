#!/usr/bin/env python3
"""Makes the inputs that fuzzing starts from, out of the project's own captures and files.

    Tests/Fuzz/make-seeds.py OUTPUT

Writes OUTPUT/<target>/<name>: whole frames, the payloads of UDP and TCP, conversations in the
form that the target `flows` reads, captures, and the YAML files. Needs Python 3 alone; what a
seed holds is cut so that all of them stay below a megabyte.
"""

import gzip
import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPTURES = ROOT / "Tests/Captures"
# Larger inputs make every run slow and tell no more.
LONGEST = 4096
LONGEST_CAPTURE = 8 * 1024
QUIC_VERSIONS = [bytes.fromhex(v) for v in ("00000001", "6b3343cf", "ff00001d", "00000000")]
FLOW_PORTS = [443, 445, 139, 80, 53, 25, 1080, 3389, 5432, 3306, 389, 9]


def records(octets):
    """Frames of a little-endian pcap of Ethernet in microseconds; nothing of any other file."""
    if octets[:4] != bytes.fromhex("d4c3b2a1") or octets[20:24] != b"\1\0\0\0":
        return
    place = 24
    while place + 16 <= len(octets):
        length = struct.unpack_from("<I", octets, place + 8)[0]
        frame = octets[place + 16 : place + 16 + length]
        place += 16 + length
        if len(frame) == length:
            yield frame


def transport(frame):
    """(protocol, source, destination, payload, sequence) of an IPv4 frame without tags."""
    if len(frame) < 34 or frame[12:14] != b"\x08\x00":
        return None
    header = (frame[14] & 15) * 4
    total = struct.unpack_from(">H", frame, 16)[0]
    if struct.unpack_from(">H", frame, 20)[0] & 0x3FFF:
        return None
    body = frame[14 + header : 14 + total]
    if len(body) < 8:
        return None
    ports = struct.unpack_from(">HH", body)
    ends = (frame[26:30], ports[0]), (frame[30:34], ports[1])
    if frame[23] == 17:
        return 17, ends, body[8:], 0
    if frame[23] == 6 and len(body) >= 20:
        return 6, ends, body[(body[12] >> 4) * 4 :], struct.unpack_from(">I", body, 4)[0]
    return None


class Seeds:
    def __init__(self, output):
        self.output = pathlib.Path(output)
        self.seen = set()
        self.total = 0

    def add(self, target, name, octets, longest=LONGEST):
        octets = bytes(octets[:longest])
        if not octets or (target, octets) in self.seen:
            return
        self.seen.add((target, octets))
        folder = self.output / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(octets)
        self.total += len(octets)


def family(ports, payload):
    """The target that reads a payload, by what it starts with and by its ports."""
    if payload[4:8] in (b"\xffSMB", b"\xfeSMB", b"\xfdSMB", b"\xfcSMB"):
        return "smb"
    if payload[:2] == b"\x16\x03" or payload[:1] == b"\x16":
        return "tls"
    if payload[:4] in (b"GET ", b"POST", b"HEAD", b"HTTP", b"CONN", b"PUT "):
        return "http"
    if 53 in ports or 5353 in ports:
        return "dns"
    if payload[:1] and payload[0] & 0xC0 == 0xC0 and payload[1:5] in QUIC_VERSIONS:
        return "quic"
    return None


def from_capture(seeds, path):
    octets = path.read_bytes()
    name = path.stem
    if len(octets) <= LONGEST_CAPTURE and (len(octets) < 2600 or "encoding" in name):
        for target in ("captures", "sensor"):
            seeds.add(target, path.name, octets, LONGEST_CAPTURE)
    frames = list(records(octets))
    if not frames:
        return
    chosen = b""
    conversations = {}
    for index, frame in enumerate(frames[:400]):
        found = transport(frame)
        if index < 3 or found is None:
            seeds.add("packets", f"{name}-{index}", frame[14:], 256)
        if len(chosen) < 1500 and len(frame) < 2048:
            chosen += struct.pack(">H", len(frame)) + frame
        if found is None:
            continue
        protocol, ends, payload, sequence = found
        if not payload:
            continue
        target = family((ends[0][1], ends[1][1]), payload)
        if protocol == 6:
            key = tuple(sorted(ends))
            turns = conversations.setdefault(key, (ends, []))
            turns[1].append((ends[0] != turns[0][0], payload))
        if target and index < (12 if target == "smb" else 40):
            # Behind the record, message or length header as well: each decoder then has a start.
            seeds.add(target, f"{name}-{index}", payload, 2048)
            skipped = {"tls": 5 if protocol == 6 else 13, "smb": 4, "dns": 2 * (protocol == 6)}
            if skipped.get(target):
                seeds.add(target, f"{name}-{index}-inner", payload[skipped[target] :], 2048)
    seeds.add("flows", f"{name}-frames", b"\0\0" + chosen)
    for number, (ends, turns) in enumerate(conversations.values()):
        if number == 2:
            break
        ports = [port for _, port in ends if port in FLOW_PORTS]
        conversation = bytes([1, FLOW_PORTS.index(ports[0]) if ports else len(FLOW_PORTS) - 1])
        for is_server, payload in turns[:12]:
            payload = payload[:1500]
            conversation += struct.pack(">H", len(payload) | is_server << 15) + payload
        seeds.add("flows", f"{name}-turns-{number}", conversation)


def from_swift(seeds, target, folder):
    """Messages that stand as hexadecimal text in the tests of a family of decoders."""
    for path in sorted((ROOT / "Tests/WireTests" / folder).glob("*.swift")):
        texts = re.findall(r'"([0-9a-fA-F\s]{24,})"', path.read_text())
        for index, text in enumerate(texts):
            digits = re.sub(r"\s", "", text)
            seeds.add(target, f"{path.stem}-{index}", bytes.fromhex(digits[: len(digits) & ~1]), 2048)


def main():
    seeds = Seeds(sys.argv[1])
    matrix = sorted((CAPTURES / "matrix").glob("*.pcap*"))
    for path in matrix:
        from_capture(seeds, path)
    for target, folder in (
        ("packets", "Link"), ("packets", "Network"), ("packets", "Transport"),
        ("packets", "Tunnels"), ("tls", "TLS"), ("smb", "SMB"), ("dns", "DNS"), ("quic", "QUIC"),
    ):
        from_swift(seeds, target, folder)
    for number in range(12):
        # Mode and recording, then pieces: octet by octet, middling, swapped, repeated, overlapping.
        orders = bytes((place * 37 + number * 11) & 255 for place in range(160))
        seeds.add("flows", f"recorded-{number}", bytes([2, number]) + orders)
    for path in matrix[::16]:
        packed = gzip.compress(path.read_bytes()[:LONGEST], mtime=0)
        for target in ("captures", "inflate"):
            seeds.add(target, path.name + ".gz", (b"\x10" if target == "inflate" else b"") + packed)
    # A raw block and a run-length block of RFC 8878, as no zstd need be installed.
    frame = bytes.fromhex("28b52ffd0038") + bytes.fromhex("180000") + bytes.fromhex("d4c3b2a1")
    frame += bytes.fromhex("02000400000000000000000000000400 01000000") + bytes.fromhex("03010000")
    seeds.add("captures", "blocks.zst", frame)
    seeds.add("inflate", "blocks.zst", b"\x10" + frame)
    for text in ("28b52ffd240d690000666972737420776f7264732c2056124124",
                 "28b52ffd0458a10000616e6420746865207365636f6e6420776f726473fef7da7a"):
        seeds.add("inflate", text[:12], b"\x03" + bytes.fromhex(text))
    for path in sorted((ROOT / "Signatures").rglob("*.yaml")):
        seeds.add("signatures", path.name, path.read_bytes(), 12_000)
    for path in sorted(CAPTURES.glob("*.yaml")):
        seeds.add("site", path.name, path.read_bytes(), 8192)
    seeds.add("site", "small", b"site: a\nsegments: [10.0.0.0/8]\nassets:\n- {id: x, addresses: 10.0.0.1}\n")
    print(f"{len(seeds.seen)} seeds, {seeds.total} octets in {seeds.output}")


main()
