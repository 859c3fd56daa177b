#!/usr/bin/env python3
"""Writes captures of known composition for counting allocations.

usage: captures.py settled|flows COUNT OUT.pcap

settled: 16 TLS 1.2 connections that are settled after their handshakes, then COUNT packets of
         application data on them.
flows:   COUNT short TLS 1.2 connections with a ClientHello of the size that OpenSSL sends.
"""
import struct
import sys

KIND, COUNT, OUT = sys.argv[1], int(sys.argv[2]), sys.argv[3]
TIME = 1_700_000_000_000_000


def record(kind, body):
    return bytes([kind, 3, 3]) + struct.pack(">H", len(body)) + body


def handshake(kind, body):
    return record(22, bytes([kind]) + len(body).to_bytes(3, "big") + body)


def extension(number, body):
    return struct.pack(">HH", number, len(body)) + body


NAME = b"upload.basespace.illumina.com"
SNI = extension(0, struct.pack(">HBH", len(NAME) + 3, 0, len(NAME)) + NAME)
ALPN = extension(16, b"\x00\x0c\x02h2\x08http/1.1")
CLIENT = handshake(
    1, b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x04\xc0\x2f\xc0\x30" + b"\x01\x00"
    + struct.pack(">H", len(SNI + ALPN)) + SNI + ALPN)
SERVER = handshake(2, b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00")
FINISHED = record(20, b"\x01") + record(22, bytes(40))
DATA = record(23, bytes(1_200))


def frame(flow, from_client, sequence, acknowledged, flags, payload=b""):
    client = bytes([10, 77, flow >> 8 & 255, flow & 255])
    server = bytes([203, 0, 113, 10])
    port = 20_000 + flow % 40_000
    source, destination = (client, server) if from_client else (server, client)
    ports = struct.pack(">HH", port, 443) if from_client else struct.pack(">HH", 443, port)
    tcp = ports + struct.pack(
        ">IIBBHHH", sequence & 0xFFFFFFFF, acknowledged & 0xFFFFFFFF, 0x50, flags, 65_535, 0, 0)
    packet = struct.pack(
        ">BBHHHBBH", 0x45, 0, 20 + len(tcp) + len(payload), 0, 0, 64, 6, 0) + source + destination
    return bytes(6) + b"\x02\x00\x00\x00\x00\x01" + b"\x08\x00" + packet + tcp + payload


class Flow:
    def __init__(self, number):
        self.number = number
        self.next = [1_000, 5_000]

    def send(self, from_client, flags, payload=b""):
        side = 0 if from_client else 1
        write(frame(
            self.number, from_client, self.next[side], self.next[1 - side], flags, payload))
        self.next[side] += len(payload) + (1 if flags & 3 else 0)

    def open(self):
        self.send(True, 2)
        self.send(False, 18)
        self.send(True, 16)
        for from_client, payload in (
            (True, CLIENT), (False, SERVER), (True, FINISHED), (False, FINISHED), (True, DATA),
            (False, DATA)):
            self.send(from_client, 24, payload)

    def close(self):
        self.send(True, 17)
        self.send(False, 17)
        self.send(True, 16)


with open(OUT, "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
    clock = TIME

    def write(octets):
        global clock
        clock += 20
        out.write(struct.pack(
            "<IIII", clock // 1_000_000, clock % 1_000_000, len(octets), len(octets)) + octets)

    if KIND == "settled":
        flows = [Flow(number) for number in range(16)]
        for flow in flows:
            flow.open()
        for packet in range(COUNT):
            flows[packet % 16].send(packet % 3 == 0, 24, DATA)
        for flow in flows:
            flow.close()
    else:
        for number in range(COUNT):
            flow = Flow(number)
            flow.open()
            flow.close()
