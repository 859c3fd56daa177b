#!/usr/bin/env python3
"""What a collector got over a restart: no id that a replay does not know, revisions that never fall."""
import json
import sys

revisions, faults, last = {}, [], {}
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    start = line.find("{")
    if start < 0 or '"labtap.finding/' not in line:
        continue
    entry = json.loads(line[start:])
    known = revisions.get(entry["id"], (0, 0))
    # The last records before a broken connection are sent again as they were.
    if entry["revision"] >= known[0] and entry["count"] < known[1]:
        faults.append(f"{entry['clause']} {entry['asset']['id']}: count fell to {entry['count']}")
    last[entry["id"]] = entry
    revisions[entry["id"]] = max(known, (entry["revision"], entry["count"]))
expected = {json.loads(line)["id"] for line in open(sys.argv[2], encoding="utf-8")
            if '"labtap.finding/' in line}
# Every second replay of the capture adds to the first, under the same ids.
missing = expected - set(revisions)
# The second time, some passes say that all is as it was the first time.
unknown = {name for name in set(revisions) - expected if last[name]["verdict"] in ("fail", "warn")}
for name in unknown:
    entry = last[name]
    print("unknown:", entry["clause"], entry["asset"]["id"], entry["verdict"], entry["stage"],
          entry["reason"], file=sys.stderr)
for fault in faults[:10]:
    print(fault, file=sys.stderr)
print(len(expected), "expected,", len(missing), "missing,", len(unknown), "unknown", file=sys.stderr)
sys.exit(1 if faults or missing or unknown or not expected else 0)
