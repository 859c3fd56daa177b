"""Rewraps the frames of an Ethernet capture for link types and file forms that no tool here writes.

Arguments: an Ethernet capture with IPv4, one with IPv6, the folder for the results. Only the
wrapping changes; the packets inside stay octet for octet.
"""

import struct
import sys

ETHERNET, RAW, NULL, LOOP, IPV4, IPV6 = 1, 101, 0, 108, 228, 229


def frames(path):
    with open(path, "rb") as file:
        data = file.read()
    assert data[:4] == b"\xd4\xc3\xb2\xa1", "expects a little-endian microsecond capture"
    offset = 24
    while offset < len(data):
        seconds, micros, kept, length = struct.unpack_from("<IIII", data, offset)
        yield seconds, micros, length, data[offset + 16:offset + 16 + kept]
        offset += 16 + kept


def write(path, link, packets, order="<", nanoseconds=False):
    """A classic capture; `order` is the byte order of the machine that it pretends to come from."""
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    with open(path, "wb") as file:
        file.write(struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link))
        for seconds, micros, length, data in packets:
            fraction = micros * 1000 if nanoseconds else micros
            file.write(struct.pack(order + "IIII", seconds, fraction, len(data), length))
            file.write(data)


def swapped(packets, head):
    """IP packets alone, each behind `head(version)`; None leaves the packet out."""
    for seconds, micros, length, data in packets:
        if data[12:14] in (b"\x08\x00", b"\x86\xdd"):
            payload = data[14:]
            start = head(payload[0] >> 4)
            if start is None:
                continue
            # The Ethernet padding of short frames is no part of the packet.
            size = (struct.unpack_from(">H", payload, 2)[0] if payload[0] >> 4 == 4
                    else 40 + struct.unpack_from(">H", payload, 4)[0])
            payload = payload[:size]
            yield seconds, micros, len(start) + len(payload), start + payload


def tagged(packets, tags):
    for seconds, micros, length, data in packets:
        yield seconds, micros, length + len(tags), data[:12] + tags + data[12:]


def option(code, value):
    return struct.pack(">HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def block(kind, body):
    length = 12 + len(body)
    return struct.pack(">II", kind, length) + body + struct.pack(">I", length)


def write_big_endian_pcapng(path, packets):
    """Big-endian sections; time in nanoseconds from an offset, so that both options are exercised."""
    base = 1_700_000_000
    with open(path, "wb") as file:
        file.write(block(0x0A0D0D0A, struct.pack(">IHHq", 0x1A2B3C4D, 1, 0, -1)))
        options = option(2, b"span0") + option(9, b"\x09") + option(14, struct.pack(">q", base)) + option(0, b"")
        file.write(block(1, struct.pack(">HHI", ETHERNET, 0, 0) + options))
        for seconds, micros, length, data in packets:
            stamp = (seconds - base) * 1_000_000_000 + micros * 1000
            body = struct.pack(">IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(data), length)
            file.write(block(6, body + data + b"\0" * (-len(data) % 4)))


def main():
    base, six, out = list(frames(sys.argv[1])), list(frames(sys.argv[2])), sys.argv[3]
    write(f"{out}/encoding-big-endian.pcap", ETHERNET, base, order=">")
    write(f"{out}/encoding-big-endian-nanoseconds.pcap", ETHERNET, base, order=">", nanoseconds=True)
    write(f"{out}/encoding-raw-ip.pcap", RAW, swapped(base, lambda version: b""))
    write(f"{out}/encoding-raw-ip-mixed.pcap", RAW,
          sorted([*swapped(base, lambda version: b""), *swapped(six, lambda version: b"")],
                 key=lambda packet: packet[:2]))
    write(f"{out}/encoding-ipv4.pcap", IPV4, swapped(base, lambda version: b""))
    write(f"{out}/encoding-ipv6-link.pcap", IPV6,
          swapped(six, lambda version: b"" if version == 6 else None))
    # BSD null: the address family in the byte order of the writing host; IPv6 is 30 on macOS,
    # 24 on NetBSD, 28 on FreeBSD. The loop type is big-endian always.
    write(f"{out}/encoding-bsd-null.pcap", NULL,
          swapped(base, lambda version: struct.pack("<I", 2)))
    write(f"{out}/encoding-bsd-null-big-endian.pcap", NULL,
          swapped(base, lambda version: struct.pack(">I", 2)), order=">")
    write(f"{out}/encoding-bsd-null-ipv6.pcap", NULL,
          swapped(six, lambda version: struct.pack("<I", 30 if version == 6 else 2)))
    write(f"{out}/encoding-bsd-loop.pcap", LOOP,
          swapped(base, lambda version: struct.pack(">I", 2)))
    write(f"{out}/encoding-vlan.pcap", ETHERNET, tagged(base, bytes.fromhex("8100 4007")))
    write(f"{out}/encoding-vlan-priority-only.pcap", ETHERNET, tagged(base, bytes.fromhex("8100 6000")))
    write(f"{out}/encoding-qinq.pcap", ETHERNET, tagged(base, bytes.fromhex("88a8 0064 8100 0007")))
    write(f"{out}/encoding-qinq-9100.pcap", ETHERNET, tagged(base, bytes.fromhex("9100 0064 8100 0007")))
    write(f"{out}/encoding-vlan-ipv6.pcap", ETHERNET, tagged(six, bytes.fromhex("8100 0007")))
    write_big_endian_pcapng(f"{out}/encoding-pcapng-big-endian.pcapng", base)


main()
