"""Requests that no ordinary client sends, or that no client at hand does: address, manner, port."""

import socket
import sys
import time

address, manner = sys.argv[1], sys.argv[2]
port = int(sys.argv[3]) if len(sys.argv) > 3 else 80
with socket.create_connection((address, port)) as connection:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if manner == "pipelined":
        parts = [b"GET / HTTP/1.1\r\nHost: lrm\r\n\r\n"
                 b"GET /api/runs HTTP/1.1\r\nHost: lrm\r\n\r\n"
                 b"GET /403 HTTP/1.1\r\nHost: lrm\r\nConnection: close\r\n\r\n"]
    elif manner == "split":
        whole = b"GET /api/runs HTTP/1.1\r\nHost: lrm.lab.example\r\nConnection: close\r\n\r\n"
        parts = [whole[:2], whole[2:9], whole[9:40], whole[40:-3], whole[-3:-1], whole[-1:]]
    elif manner == "lower":
        parts = [b"GET /api/runs HTTP/1.0\nhost: lrm\n\n"]
    elif manner == "rfb":
        # A viewer waits for the server's version and answers with its own (RFC 6143 7.1.1).
        parts = [connection.recv(12)]
    else:
        parts = []
    for part in parts:
        connection.sendall(part)
        time.sleep(0.03)
    if manner == "rfb":
        connection.recv(65536)
    elif parts:
        while connection.recv(65536):
            pass
    else:
        time.sleep(0.3)
