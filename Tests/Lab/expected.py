#!/usr/bin/env python3
"""Everything that a scene was set up to do was found: expected.json against findings."""
import json
import sys

expected = json.load(open(sys.argv[1], encoding="utf-8"))
found = {}
for line in open(sys.argv[2], encoding="utf-8"):
    entry = json.loads(line)
    if entry["schema"].startswith("labtap.finding/"):
        known = found.get(entry["id"])
        if known is None or known["revision"] <= entry["revision"]:
            found[entry["id"]] = entry


def several(value):
    return value if isinstance(value, list) else [value]


def matches(want, have):
    clauses = several(want["clause"]) + want.get("also", [])
    return (have["clause"] in clauses and have["asset"]["id"] == want["asset"]
            and have["verdict"] in several(want["verdict"])
            and (not want.get("peer") or have.get("peer", {}).get("address") == want["peer"]))


missing = [want for want in expected["findings"]
           if not want.get("optional") and not any(matches(want, have) for have in found.values())]
for want in missing:
    print("missing:", want["scene"], want["clause"], want["asset"], want["verdict"], file=sys.stderr)
sys.exit(1 if missing else 0)
