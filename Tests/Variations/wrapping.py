"""Ways to wrap, cut and split the frames of an Ethernet capture, after the specifications."""

import struct

OUTER = bytes.fromhex("0200000000aa0200000000bb")
IPV4, IPV6 = 0x0800, 0x86DD


def checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ethernet(kind, payload):
    return OUTER + struct.pack(">H", kind) + payload


def ipv4(protocol, payload):
    header = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    header += bytes([198, 51, 100, 1, 198, 51, 100, 2])
    return ethernet(IPV4, header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload)


def ipv6(protocol, payload):
    ends = bytes.fromhex("20010db8" + "00" * 11 + "01" + "20010db8" + "00" * 11 + "02")
    return ethernet(IPV6, struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + ends + payload)


def datagram(port, payload):
    return struct.pack(">HHHH", 54321, port, 8 + len(payload), 0) + payload


def packet(frame):
    """EtherType and IP packet of a frame without tags, without the padding of short frames."""
    if len(frame) < 14:
        return None
    kind = struct.unpack_from(">H", frame, 12)[0]
    found = frame[14:]
    if kind == IPV4 and len(found) >= 20:
        size = struct.unpack_from(">H", found, 2)[0]
    elif kind == IPV6 and len(found) >= 40:
        size = 40 + struct.unpack_from(">H", found, 4)[0]
    else:
        return None
    return kind, found[:size] if 0 < size <= len(found) else found


VXLAN = struct.pack(">II", 0x08000000, 5001 << 8)
GENEVE = struct.pack(">BBHI", 0, 0, 0x6558, 5001 << 8)

# Around whole frames.
FRAMES = {
    "802.1Q": lambda frame: frame[:12] + struct.pack(">HH", 0x8100, 77) + frame[12:],
    "802.1ad": lambda frame: frame[:12] + struct.pack(">HHHH", 0x88A8, 12, 0x8100, 77) + frame[12:],
    "GRE with Ethernet": lambda frame: ipv4(47, struct.pack(">HH", 0, 0x6558) + frame),
    "VXLAN": lambda frame: ipv4(17, datagram(4789, VXLAN + frame)),
    "VXLAN over IPv6": lambda frame: ipv6(17, datagram(4789, VXLAN + frame)),
    "GENEVE": lambda frame: ipv4(17, datagram(6081, GENEVE + frame)),
    "ERSPAN I": lambda frame: ipv4(47, struct.pack(">HH", 0, 0x88BE) + frame),
    "ERSPAN II": lambda frame: ipv4(47, struct.pack(">HHIHHI", 0x1000, 0x88BE, 7, 0x1000, 5, 0) + frame),
    "ERSPAN III": lambda frame: ipv4(47, struct.pack(">HHIHHII", 0x1000, 0x22EB, 7, 0x2000, 5, 0, 0) + frame),
    "MPLS with Ethernet": lambda frame: ethernet(0x8847, struct.pack(">III", 100 << 12 | 64, 200 << 12 | 0x140, 0) + frame),
    "EtherIP": lambda frame: ipv4(97, b"\x30\0" + frame),
    "802.1ah": lambda frame: ethernet(0x88E7, struct.pack(">I", 5) + frame),
}
# Around IP packets.
PACKETS = {
    "IP in IPv4": lambda kind, inner: ipv4(4 if kind == IPV4 else 41, inner),
    "IP in IPv6": lambda kind, inner: ipv6(4 if kind == IPV4 else 41, inner),
    "GRE": lambda kind, inner: ipv4(47, struct.pack(">HHI", 0x2000, kind, 9) + inner),
    "MPLS": lambda kind, inner: ethernet(0x8847, struct.pack(">I", 100 << 12 | 0x140) + inner),
    "PPPoE": lambda kind, inner: ethernet(
        0x8864, struct.pack(">BBHHH", 0x11, 0, 3, len(inner) + 2, 0x21 if kind == IPV4 else 0x57) + inner),
    "GTP-U": lambda kind, inner: ipv4(17, datagram(2152, struct.pack(">BBHI", 0x30, 0xFF, len(inner), 9) + inner)),
}


def wrapped(frames):
    """(name, frames) for each way; a frame is (nanoseconds, octets, original length)."""
    for name, around in FRAMES.items():
        found = []
        for time, octets, length in frames:
            outer = around(octets) if len(octets) >= 14 else octets
            found.append((time, outer, length + len(outer) - len(octets)))
        yield name, found
    for name, around in PACKETS.items():
        found = []
        for time, octets, length in frames:
            inside = packet(octets)
            if inside is None:
                found.append((time, octets, length))
                continue
            outer = around(*inside)
            # Padding is no part of the packet; what the capture cut off still is.
            lost = length - len(octets)
            found.append((time, outer, len(outer) + lost))
        yield name, found


def in_fragments(frames, size=256):
    """IPv4 packets above `size` octets of payload in fragments, which are whole frames."""
    number = 0
    for time, octets, length in frames:
        inside = packet(octets)
        kind, found = inside or (0, b"")
        head = (found[0] & 15) * 4 if found else 0
        place = struct.unpack_from(">H", found, 6)[0] & 0x3FFF if len(found) >= 20 else 1
        total = struct.unpack_from(">H", found, 2)[0] if len(found) >= 20 else 0
        if kind != IPV4 or place or total != len(found) or total - head <= size:
            yield time, octets, length
            continue
        number = (number + 1) & 0xFFFF
        for start in range(0, total - head, size):
            part = found[head + start:head + start + size]
            more = 0x2000 if start + size < total - head else 0
            header = bytearray(found[:head])
            struct.pack_into(">HHH", header, 2, head + len(part), number, start // 8 | more)
            struct.pack_into(">H", header, 10, 0)
            struct.pack_into(">H", header, 10, checksum(bytes(header)))
            whole = octets[:14] + bytes(header) + part
            yield time, whole, len(whole)
