"""HTTP/1.1 requests that no ordinary client sends: address, manner."""

import socket
import sys
import time

address, manner = sys.argv[1], sys.argv[2]
with socket.create_connection((address, 80)) as connection:
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
    else:
        parts = []
    for part in parts:
        connection.sendall(part)
        time.sleep(0.03)
    if parts:
        while connection.recv(65536):
            pass
    else:
        time.sleep(0.3)
