#!/usr/bin/env python3
"""Findings at rsyslog against what the ends themselves logged.

    witnesses.py FOLDER SITE

A log says of a pair of hosts that something was done badly or well. Done badly: one of the clauses
has to be broken at rsyslog. Done well, and never badly: nothing may be broken. A breach between
hosts of which no log says anything bad is an invention.
"""
import collections
import glob
import json
import os
import re
import sys

import yaml

folder, site_file = sys.argv[1:3]
site = yaml.safe_load(open(site_file, encoding="utf-8"))
ASSETS = {asset["addresses"]: asset["id"] for asset in site["assets"]}
ADDRESSES = {name: address for address, name in ASSETS.items()}
STRANGER, INTERNET = "10.77.0.99", "203.0.113.0"
# (asset, peer's address) → the clauses of which one has to be broken, and the witness.
BAD = collections.defaultdict(list)
GOOD = collections.defaultdict(list)
faults = []


def lines(name):
    path = os.path.join(folder, name)
    found = open(path, encoding="utf-8", errors="replace").read().splitlines() if os.path.exists(path) else []
    if not found:
        faults.append(f"{name} says nothing")
    return found


def said(is_good, asset, peer, clauses, witness):
    if asset in ASSETS:
        (GOOD if is_good else BAD)[ASSETS[asset], peer].append((clauses, witness))


# smbd: a line "client dialect user", then the state of its sessions.
SERVERS = {"nas": "10.77.0.20", "nas-plain": "10.77.0.21", "nas-guest": "10.77.0.25"}
for server, address in SERVERS.items():
    text = "\n".join(lines(f"log/sessions-{server}"))
    opened = re.split(r"(?m)^(?=10\.77\.\S+ \S+ \S+$)", text)[1:]
    if not opened:
        faults.append(f"smbd on {server} knows of no session")
    for one in opened:
        head, _, state = one.partition("\n")
        client, dialect, user = head.split()
        sessions = json.loads(state)["sessions"].values()
        session = [entry for entry in sessions if client in json.dumps(entry)][-1]
        is_encrypted = session["encryption"]["degree"] == "full"
        is_signed = is_encrypted or session["signing"]["degree"] == "full"
        witness = f"smbd on {server}: {dialect} {user} encrypted={is_encrypted} signed={is_signed}"
        found = [(dialect != "SMB3_11", "ILMN-3-DIALECT"), (not is_encrypted, "ILMN-3-ENC"),
                 (not is_signed, "ILMN-3-SIGN"), (user == "nobody", "ILMN-3-AUTH")]
        for is_bad, clause in found:
            if is_bad:
                said(False, client, address, [clause], witness)
        if not any(is_bad for is_bad, _ in found):
            said(True, client, address, [], witness)

# nginx: client, request, status, server's address and port, protocol, name.
ENTRY = re.compile(r'^(\S+) .*?" (\d{3}) .*" (\S+):(\d+) (\S+) (\S+)$')
for path in sorted(glob.glob(os.path.join(folder, "nginx-*", "access.log"))):
    for line in lines(os.path.relpath(path, folder)):
        client, status, server, port, protocol, name = ENTRY.match(line).groups()
        witness = f"nginx {path.split('nginx-')[1].split('/')[0]}: {line}"
        is_old = protocol in ("TLSv1", "TLSv1.1", "SSLv3")
        if client in ASSETS:
            if not name.endswith(".illumina.com"):
                said(False, client, server, ["ILMN-4", "BASE-DST"], witness)
            else:
                said(not is_old, client, server, ["ILMN-4c"], witness)
        elif client == STRANGER:
            said(False, server, client, ["ILMN-1a"], witness)
        elif protocol == "-" and port == "80":
            said(status != "200", server, client, ["LRM-1"], witness)
        else:
            said(not is_old, server, client, [], witness)

# GnuTLS says whom it met and what was agreed; OpenSSL's side of the same connections has to agree.
client = peer = None
agreed = collections.Counter()
for line in lines("log/gnutls"):
    if match := re.match(r"client (\S+)", line):
        client = ADDRESSES[match[1]]
    elif match := re.match(r"Connecting to '([\d.]+):443'", line):
        peer = match[1]
    elif match := re.match(r"- Description: \(TLS(\d\.\d)", line):
        agreed["TLSv" + match[1]] += 1
        said(match[1] >= "1.2", client, peer, ["ILMN-4d", "ILMN-4c"], f"GnuTLS: {line}")
served = collections.Counter("TLSv" + match[1] for line in lines("log/s_server-ica.log")
                             if (match := re.match(r">>> TLS (1\.\d), Handshake .*, Finished", line)))
if agreed != served or set(agreed) != {"TLSv1.1", "TLSv1.3"}:
    faults.append(f"GnuTLS agreed on {dict(agreed)}, OpenSSL on {dict(served)}")

# dcmtk: who called by which port.
for name, is_good in (("tls", True), ("clear", False)):
    # The study has a patient's name in it, so that sending it in clear is two things at once.
    titles = [match[1] for line in lines(f"log/storescp-{name}.log")
              if (match := re.search(r"Calling Application Name: +(\S+)", line))]
    if not titles:
        faults.append(f"storescp ({name}) was called by nobody")
    for title in titles:
        for clause in ("UIH-NET-4", "UIH-DATA-3"):
            said(is_good, ADDRESSES[f"{title[:3].lower()}-{title[3:]}"], "10.77.0.31", [clause],
                 f"storescp ({name}): {title}")

# chrony: who asked for the time.
for name, address, is_good in (("dns", "10.77.0.53", True), ("internet", "198.51.100.7", False)):
    asked = [line.split(",") for line in lines(f"log/clients-{name}")]
    asked = [fields[0] for fields in asked if len(fields) > 5 and int(fields[1]) > 0]
    if not asked:
        faults.append(f"chronyd on {name} was asked by nobody")
    for client in asked:
        said(is_good, client, address, ["ILMN-4", "BASE-DST"], f"chronyd on {name}: {client}")

# dnsmasq: a question for a name that no document lists.
for line in lines("log/dnsmasq.log"):
    if match := re.search(r"query\[\w+\] (\S+) from (\S+)", line):
        is_good = match[1].endswith((".lab.example", ".illumina.com"))
        said(is_good, match[2], "10.77.0.53", ["ILMN-4", "BASE-DST"], f"dnsmasq: {line}")

# What arrived, the last revision of each.
found = {}
for line in lines("collector/received"):
    if '"labtap.finding/' in line:
        entry = json.loads(line[line.index("{"):])
        known = found.get(entry["id"])
        if known is None or known["revision"] <= entry["revision"]:
            found[entry["id"]] = entry
written = {entry["id"]: entry for entry in map(json.loads, lines("live.json"))
           if entry["schema"].startswith("labtap.finding/")}
lost = [entry for name, entry in written.items() if name not in found and entry["verdict"] in ("fail", "warn")]
faults += [f"rsyslog never got {entry['clause']} of {entry['asset']['id']}" for entry in lost]

broken = collections.defaultdict(set)
for entry in found.values():
    if entry["verdict"] in ("fail", "warn"):
        peer = entry.get("peer", {}).get("address")
        broken[entry["asset"]["id"], peer].add(entry["clause"])
kept = 0
for (asset, peer), facts in sorted(BAD.items()):
    for clauses, witness in facts:
        if clauses and not broken[asset, peer] & set(clauses):
            faults.append(f"{asset} and {peer} break none of {clauses}; {witness}")
        else:
            kept += 1
for (asset, peer), facts in sorted(GOOD.items()):
    if (asset, peer) not in BAD and broken[asset, peer]:
        faults.append(f"{asset} and {peer} are accused of {sorted(broken[asset, peer])}; {facts[0][1]}")
    elif (asset, peer) not in BAD:
        kept += 1
for (asset, peer), clauses in sorted(broken.items(), key=str):
    # A stranger on the segment concerns every asset of it, once any server met it.
    if not clauses or (asset, peer) in BAD or (asset, peer) in GOOD:
        continue
    if peer == STRANGER and any(of == STRANGER for _, of in BAD):
        continue
    faults.append(f"{asset} and {peer} are accused of {sorted(clauses)}, and no log knows of it")

print(f"{sum(map(len, BAD.values()))} acts against a clause on {len(BAD)} pairs, "
      f"{len([pair for pair in GOOD if pair not in BAD])} pairs that did well, {len(found)} findings at rsyslog")
for fault in faults:
    print("  ", fault, file=sys.stderr)
sys.exit(1 if faults or len(BAD) < 9 or len(GOOD) < 8 else 0)
