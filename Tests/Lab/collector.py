#!/usr/bin/env python3
"""A syslog collector on TCP (RFC 6587, octets counted): writes each message as a line."""
import socket
import sys
import threading

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
out = open(sys.argv[2], "ab", buffering=0)
lock = threading.Lock()


def serve(connection):
    stream = connection.makefile("rb")
    while True:
        count = b""
        while (octet := stream.read(1)) not in (b"", b" "):
            count += octet
        if not count:
            stream.close()
            connection.close()
            return
        message = stream.read(int(count))
        with lock:
            out.write(message.replace(b"\n", b" ") + b"\n")


while True:
    connection, _ = server.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
