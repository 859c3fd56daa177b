#!/usr/bin/python3
"""Runs the `proof` of every expected finding and verdict as a tshark display filter.

A proof that matches no frame of instrument-network.pcap means that the capture does not hold what
the expectation claims: after making the capture anew, this is the first thing to run.
"""

import json
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "instrument-network.expected.json"), encoding="utf-8") as file:
    expected = json.load(file)
capture = os.path.join(here, expected["capture"])

missing = 0
for entry in expected["findings"] + expected["ledger"]:
    if "proof" not in entry:
        continue
    run = subprocess.run(["tshark", "-n", "-r", capture, "-Y", entry["proof"], "-T", "fields", "-e", "frame.number"],
                         capture_output=True, text=True, check=False)
    frames = run.stdout.split()
    if run.returncode or not frames:
        missing += 1
        print(f"{entry['asset']} {entry['clause']}: no frame for {entry['proof']}", file=sys.stderr)
print(f"{len(expected['findings'])} findings, {len(expected['ledger'])} verdicts, {missing} without proof")
sys.exit(1 if missing else 0)
