#!/usr/bin/env python3
"""Wraps a capture into VXLAN (RFC 7348), as a mirror session does that hashes the inner frame.

The outer source port differs between the directions, so that the two have nothing in common.
"""
import struct
import sys
import zlib

source, target = open(sys.argv[1], "rb"), open(sys.argv[2], "wb")
header = source.read(24)
order = "<" if header[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
target.write(header)
while record := source.read(16):
    seconds, fraction, captured, original = struct.unpack(order + "IIII", record)
    frame = source.read(captured)
    port = 49152 + zlib.crc32(frame[0:12] + frame[26:38]) % 16384
    inner = struct.pack(">II", 0x08000000, 5001 << 8) + frame
    udp = struct.pack(">HHHH", port, 4789, 8 + len(inner), 0) + inner
    ip = bytearray(struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
        bytes([192, 0, 2, 10]), bytes([192, 0, 2, 20])))
    total = sum(struct.unpack(">10H", bytes(ip)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    ip[10:12] = struct.pack(">H", ~total & 0xFFFF)
    outer = bytes.fromhex("02000000aa0102000000aa020800") + bytes(ip) + udp
    target.write(struct.pack(order + "IIII", seconds, fraction, len(outer), len(outer)) + outer)
