"""Accepts connections on a port, reads what comes first, and closes without an answer."""

import socket
import sys

with socket.create_server(("", int(sys.argv[1]))) as server:
    while True:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
