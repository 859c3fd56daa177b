"""Reads classic captures and writes them in other forms."""

import gzip
import struct

MAGICS = {"d4c3b2a1": ("<", 1000), "a1b2c3d4": (">", 1000), "4d3cb2a1": ("<", 1), "a1b23c4d": (">", 1)}


def read(path):
    """Link type and frames (nanoseconds, octets, original length); None for other forms."""
    with open(path, "rb") as file:
        octets = file.read()
    if octets[:2] == b"\x1f\x8b":
        octets = gzip.decompress(octets)
    order, unit = MAGICS.get(octets[:4].hex(), (None, 0))
    if order is None or len(octets) < 24:
        return None
    link = struct.unpack_from(order + "I", octets, 20)[0] & 0xFFFF
    frames, place = [], 24
    while place + 16 <= len(octets):
        seconds, fraction, kept, length = struct.unpack_from(order + "4I", octets, place)
        frame = octets[place + 16:place + 16 + kept]
        if len(frame) < kept:
            break
        frames.append((seconds * 10**9 + fraction * unit, frame, length))
        place += 16 + kept
    return link, frames


def classic(link, frames, order="<", unit=1):
    magic = next(key for key, value in MAGICS.items() if value == (order, unit))
    parts = [bytes.fromhex(magic) + struct.pack(order + "HHiIII", 2, 4, 0, 0, 262144, link)]
    for time, octets, length in frames:
        seconds, rest = divmod(time, 10**9)
        parts.append(struct.pack(order + "4I", seconds & 0xFFFFFFFF, rest // unit, len(octets), length))
        parts.append(octets)
    return b"".join(parts)


def block(order, kind, body):
    body += b"\0" * (-len(body) % 4)
    length = len(body) + 12
    return struct.pack(order + "II", kind, length) + body + struct.pack(order + "I", length)


def option(order, code, value):
    return struct.pack(order + "HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def section(link, frames, order="<", resolution=9, offset=0):
    """A section of pcapng; `resolution` is the octet of if_tsresol, `offset` that of if_tsoffset."""
    options = option(order, 9, bytes([resolution])) + option(order, 14, struct.pack(order + "q", offset))
    options += option(order, 0, b"")
    parts = [block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)),
             block(order, 1, struct.pack(order + "HHI", link, 0, 0) + options)]
    for time, octets, length in frames:
        time -= offset * 10**9
        ticks = time * (1 << (resolution & 127) if resolution & 128 else 10**resolution) // 10**9
        head = struct.pack(order + "IIIII", 0, ticks >> 32 & 0xFFFFFFFF, ticks & 0xFFFFFFFF, len(octets), length)
        parts.append(block(order, 6, head + octets))
    return b"".join(parts)
