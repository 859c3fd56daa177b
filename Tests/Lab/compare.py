#!/usr/bin/env python3
"""Two runs found the same: equal ids, and for each the same verdict, stage, severity and count.

Of a finding that was told several times, the highest revision counts.
"""
import json
import sys


def findings(path):
    found = {}
    for line in open(path, encoding="utf-8"):
        entry = json.loads(line)
        if not entry["schema"].startswith("labtap.finding/"):
            continue
        known = found.get(entry["id"])
        if known is None or known["revision"] <= entry["revision"]:
            found[entry["id"]] = entry
    return found


def essence(entry):
    return entry and tuple(entry[key] for key in ("verdict", "stage", "severity", "count"))


left, right = findings(sys.argv[1]), findings(sys.argv[2])
differences = 0
for name in sorted(set(left) | set(right)):
    one, other = left.get(name), right.get(name)
    if essence(one) != essence(other):
        differences += 1
        entry = one or other
        print(entry["clause"], entry["asset"]["id"], entry.get("peer", {}).get("address"),
              essence(one), essence(other), file=sys.stderr)
if not left:
    print("nothing was found at all", file=sys.stderr)
sys.exit(1 if differences or not left else 0)
