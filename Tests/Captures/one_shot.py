#!/usr/bin/python3
"""one_shot.py PORT COMMAND…: hand one TCP connection to a server that speaks on standard input."""

import socket
import subprocess
import sys

listener = socket.create_server(("", int(sys.argv[1])))
connection, _ = listener.accept()
subprocess.run(sys.argv[2:], stdin=connection, stdout=connection, check=False)
