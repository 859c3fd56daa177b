#!/usr/bin/env python3
"""Writes QUICDatagrams.swift: the hellos of RFC 9001 appendix A in Initial packets of other shapes.

Needs the Python package `cryptography`; nothing of LabTap takes part. Packets are protected with
keys derived here, and the script first reproduces the server's sample packet of the RFC.
"""
import pathlib
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SALT1 = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
# Versions with the salts of drafts and of Facebook's own numbers.
SALTS = {
    "7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a": ["ff000016", "faceb001"],
    "c3eef712c72ebb5a11a7d2432bb46365bef9f502": ["ff000017", "ff00001b", "ff00001c", "faceb002", "faceb00e"],
    "afbfec289993d24c9e9786f19c6111e04390a899": ["ff00001d", "ff000020"],
    "38762cf7f55934b34d179ae6a4c80cadccbb7f0a": ["ff000021", "ff000022"],
    "a707c203a59b47184a1d62ca570406ea7ae3e5d3": ["709a50c4"],
    "0dede3def700a6db819381be6e269dcbf9bd2ed9": ["6b3343cf"],
}
FIRST = bytes.fromhex("8394c8f03e515708")
SERVER = bytes.fromhex("f067a5502a4262b5")
OTHER = bytes.fromhex("a1a2a3a4a5a6a7a8")
CLIENT_HELLO = bytes.fromhex(
    "010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302"
    "010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007"
    "000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa"
    "71f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d000201"
    "01001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff080110010480007530090110"
    "0f088394c8f03e51570806048000ffff")
SERVER_FRAMES = bytes.fromhex(
    "02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a04"
    "5a1200130100002e00330024001d00209d3c940d89690b84d08a60993c144eca684d1081287c834d5311bcf32b"
    "b9da1a002b00020304")


def mac(key, message):
    code = hmac.HMAC(key, hashes.SHA256())
    code.update(message)
    return code.finalize()


def expand(secret, label, length):
    text = b"tls13 " + label
    information = length.to_bytes(2, "big") + bytes([len(text)]) + text + b"\0"
    return mac(secret, information + b"\1")[:length]


def number(value):
    if value < 64:
        return bytes([value])
    return (value | 0x4000).to_bytes(2, "big")


def initial(frames, packet_number, identifier, to, source=b"", token=b"", sender="client",
            version="00000001", salt=SALT1, label=b"quic ", first=b"\xc1"):
    secret = expand(mac(salt, identifier), f"{sender} in".encode(), 32)
    key, iv, hp = (expand(secret, label + what, size)
                   for what, size in ((b"key", 16), (b"iv", 12), (b"hp", 16)))
    length = (2 + len(frames) + 16 | 0x4000).to_bytes(2, "big")
    header = first + bytes.fromhex(version) + bytes([len(to)]) + to + bytes([len(source)]) + source
    if sender == "client":
        header += number(len(token)) + token
    else:
        header += b"\0"
    header += length + packet_number.to_bytes(2, "big")
    nonce = bytes(a ^ b for a, b in zip(iv, packet_number.to_bytes(12, "big")))
    sealed = AESGCM(key).encrypt(nonce, frames, header)
    mask = Cipher(algorithms.AES(hp), modes.ECB()).encryptor().update(sealed[2:18])
    protected = bytearray(header)
    protected[0] ^= mask[0] & 0x0F
    protected[-2] ^= mask[1]
    protected[-1] ^= mask[2]
    return bytes(protected) + sealed


def crypto(start, end, message=CLIENT_HELLO):
    data = message[start:end]
    return b"\6" + number(start) + number(len(data)) + data


SAMPLE = initial(SERVER_FRAMES, 1, FIRST, b"", SERVER, sender="server")
assert SAMPLE.hex().startswith("cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b")
assert SAMPLE.hex().endswith("2158407dd074ee")

WHOLE = crypto(0, len(CLIENT_HELLO))
# The message goes on behind a hello of another name, of the same length.
RENAMED = CLIENT_HELLO.replace(b"example.com", b"example.org")
DATAGRAMS = [
    ("client", "The whole ClientHello in one Initial, without padding.",
     initial(WHOLE, 0, FIRST, FIRST)),
    ("server", "RFC 9001 A.3: the answer, a ServerHello.", SAMPLE),
    ("shuffled1", "The hello's octets 100 to 200, a PING, and octets 0 to 50.",
     initial(crypto(100, 200) + b"\1" + crypto(0, 50), 0, FIRST, FIRST)),
    ("shuffled2", "Octets 200 to the end, and 40 to 120, which overlap on both sides.",
     initial(crypto(200, 241) + b"\0\0\0" + crypto(40, 120), 1, FIRST, FIRST)),
    ("conflicting", "Octets 60 to 120 of a hello with another name.",
     initial(crypto(60, 120, RENAMED), 1, FIRST, FIRST)),
    ("retried", "The hello again, to the identifier of the Retry and with its token.",
     initial(WHOLE, 1, SERVER, SERVER, token=b"token")),
    ("serverAfterRetry", "The answer to it.",
     initial(SERVER_FRAMES, 0, SERVER, b"", SERVER, sender="server")),
    ("closing", "The server's CONNECTION_CLOSE: handshake_failure.",
     initial(bytes.fromhex("02000000001c41280600"), 0, FIRST, b"", SERVER, sender="server")),
    ("other", "Another connection's first Initial, with the name example.org.",
     initial(crypto(0, len(RENAMED), RENAMED), 0, OTHER, OTHER)),
    ("forbidden", "A STREAM frame, which no Initial carries.",
     initial(b"\x08\0" + bytes(20), 0, FIRST, FIRST)),
]


def in_version(version, salt):
    """The whole ClientHello; version 2 and its drafts turn the types and have labels of their own."""
    is_second = version in ("6b3343cf", "709a50c4")
    return initial(WHOLE, 0, FIRST, FIRST, version=version, salt=bytes.fromhex(salt),
                   label=b"quicv2 " if is_second else b"quic ", first=b"\xd1" if is_second else b"\xc1")


DATAGRAMS += [(f"version{version}", "The same in another version.", in_version(version, salt))
              for salt, versions in SALTS.items() for version in versions]


def main():
    text = "// Written by make-quic-datagrams.py, which stands beside this file.\n\nimport TestKit\n\n"
    text += "enum QUICDatagrams {\n"
    for index, (name, words, octets) in enumerate(DATAGRAMS):
        text += ("\n" if index else "") + f"  /// {words}\n  static let {name} = hex(\n    \"\"\"\n"
        digits = octets.hex()
        for place in range(0, len(digits), 92):
            text += f"    {digits[place:place + 92]}\n"
        text += "    \"\"\")\n"
    text += "\n  static let versions: [(number: UInt32, octets: [UInt8])] = [\n"
    for versions in SALTS.values():
        for version in versions:
            text += f"    (0x{version}, version{version}),\n"
    text += "  ]\n}\n"
    pathlib.Path(__file__).with_name("QUICDatagrams.swift").write_text(text)


main()
