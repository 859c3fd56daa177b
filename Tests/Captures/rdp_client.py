"""Asks a Remote Desktop server for TLS (MS-RDPBCGR 2.2.1.1) and says one line over it."""

import socket
import ssl
import sys

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with socket.create_connection((sys.argv[1], 3389)) as connection:
    connection.sendall(bytes.fromhex("030000130ee000000000000100080001000000"))
    connection.recv(4096)
    with context.wrap_socket(connection, server_hostname="viewer.lab.example") as secured:
        secured.sendall(b"sample")
        secured.recv(4096)
