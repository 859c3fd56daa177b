#!/usr/bin/python3
"""Writes matrix/labels.json: what tshark reads in each capture, held against what was done.

    make-labels.py            write the labels
    make-labels.py --check    compare the committed labels with a fresh reading, change nothing

The facts come from tshark alone. `intended.json` says, by hand, what each scene was set up to do;
a capture whose facts differ from it is an error, so a label never rests on one witness.
"""

import functools
import json
import os
import re
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
matrix = os.path.join(here, "matrix")

RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
TLS = {0x0300: "SSLv3", 0x0301: "1.0", 0x0302: "1.1", 0x0303: "1.2", 0x0304: "1.3",
       0xFEFF: "DTLS 1.0", 0xFEFD: "DTLS 1.2"}
DIALECT = {0x0202: "2.0.2", 0x0210: "2.1", 0x02FF: "2.???", 0x0300: "3.0", 0x0302: "3.0.2",
           0x0311: "3.1.1"}
# CREATE, READ, WRITE, QUERY_DIRECTORY, SET_INFO: the commands whose signature decides.
DATA_COMMANDS = {5, 8, 9, 14, 17}

HANDSHAKE = ["handshake.type", "handshake.version", "record.version", "record.content_type",
             "handshake.ciphersuite", "handshake.random", "handshake.extensions_server_name",
             "handshake.extensions_alpn_str", "handshake.extensions.supported_version",
             "handshake.session_id_length"]
FIELDS = [
    "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst",
    "tcp.srcport", "tcp.dstport", "tcp.stream", "tcp.flags", "tcp.len",
    "udp.srcport", "udp.dstport", "udp.stream", "icmp.type", "icmp.code", "icmpv6.type", "icmpv6.code",
    *(f"tls.{name}" for name in HANDSHAKE),
    *(f"dtls.{name}" for name in HANDSHAKE),
    "tls.record.opaque_type", "tls.alert_message.desc", "tls.alert_message.level",
    "nbss.type", "smb.cmd", "smb.flags.response", "smb.flags2.sec_sig", "smb.signature", "smb.nt_status",
    "smb.dialect.name", "smb.dialect.index", "smb2.cmd", "smb2.flags.response", "smb2.flags.signature",
    "smb2.signature", "smb2.nt_status", "smb2.dialect", "smb2.sec_mode", "smb2.session_flags",
    "smb2.share_flags.encrypt_data", "smb2.share_type", "smb2.tree", "smb2.negotiate_context.cipher_id",
    "smb2.negotiate_context.signing_id", "smb2.negotiate_context.netname", "smb2.header.transform.signature",
    "ntlmssp.auth.username", "ntlmssp.messagetype", "ntlmssp.auth.ntresponse",
    "dns.id", "dns.flags.response", "dns.flags.truncated", "dns.flags.rcode", "dns.qry.name",
    "dns.qry.type", "dns.resp.type", "dns.a", "dns.aaaa", "dns.cname", "dns.count.answers",
    "quic.version", "quic.supported_version", "quic.long.packet_type", "quic.retry_token",
    "http.request.method", "http.request.uri", "http.host", "http.response.code",
    "http.transfer_encoding", "http.content_encoding", "http.authorization"]


@functools.lru_cache(maxsize=2)
def frames(path):
    """One dictionary a frame: field -> list of values. One run of tshark reads them all."""
    # TLS behind another protocol is found by content, as LabTap does; port 853 is not DTLS alone.
    command = ["tshark", "-n", "-r", path, "-T", "fields", "-o", "tcp.try_heuristic_first:TRUE",
               "--enable-heuristic", "tls_tcp", "-d", "udp.port==853,quic",
               "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=;"]
    for field in FIELDS:
        command += ["-e", field]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = []
    for line in text.splitlines():
        values = line.split("\t")
        found.append({field: value.split(";") if value else []
                      for field, value in zip(FIELDS, values)})
    return found


def rows(path, *layers, without=()):
    """The frames that hold one of the layers."""
    for row in frames(path):
        present = row["frame.protocols"][0].split(":")
        if any(layer in present for layer in layers) and not any(layer in present for layer in without):
            yield row


def first(row, field, default=None):
    return row[field][0] if row.get(field) else default


def ends(row):
    source = first(row, "ip.src") or first(row, "ipv6.src")
    target = first(row, "ip.dst") or first(row, "ipv6.dst")
    port = lambda side: first(row, f"tcp.{side}port") or first(row, f"udp.{side}port")
    return f"{source} {port('src')}", f"{target} {port('dst')}"


def tcp_facts(path):
    flows = {}
    for row in rows(path, "tcp", without=("icmp", "icmpv6")):
        stream = int(first(row, "tcp.stream"))
        source, target = ends(row)
        flags = int(first(row, "tcp.flags"), 16)
        flow = flows.get(stream)
        if flow is None:
            # Without a SYN the lower port is taken for the server's.
            opens = flags & 0x12 == 0x02 or int(source.split()[1]) > int(target.split()[1])
            client, server = (source, target) if opens else (target, source)
            flow = flows[stream] = {"client": client, "server": server, "syn": 0, "syn_ack": 0,
                                    "client_rst": 0, "server_rst": 0,
                                    "client_bytes": 0, "server_bytes": 0}
        side = "client" if source == flow["client"] else "server"
        flow["syn"] += flags & 0x12 == 0x02
        flow["syn_ack"] += flags & 0x12 == 0x12
        flow[f"{side}_rst"] += bool(flags & 0x04)
        flow[f"{side}_bytes"] += int(first(row, "tcp.len", "0"))
    return [flows[stream] for stream in sorted(flows)]


def tls_facts(path, layer="tls"):
    flows = {}
    get = lambda row, name: row.get(f"{layer}.{name}") or []
    for row in rows(path, layer):
        stream = first(row, "tcp.stream") or "u" + first(row, "udp.stream")
        source, target = ends(row)
        flow = flows.setdefault(stream, {
            "client": source, "server": target, "hellos": [], "server_hello": None,
            "hello_retry": False, "change_cipher_spec": {"client": 0, "server": 0},
            "application_data": {"client": 0, "server": 0}, "alerts": []})
        side = "client" if source == flow["client"] else "server"
        types = get(row, "record.content_type") + row.get("tls.record.opaque_type", [])
        flow["change_cipher_spec"][side] += types.count("20")
        flow["application_data"][side] += types.count("23")
        kinds = get(row, "handshake.type")
        versions = [int(value, 16) for value in get(row, "handshake.version")]
        extension = [int(value, 16) for value in get(row, "handshake.extensions.supported_version")]
        ciphers = [int(value, 16) if value.startswith("0x") else int(value)
                   for value in get(row, "handshake.ciphersuite")]
        if "1" in kinds:
            offered = sorted({TLS[value] for value in extension if value in TLS})
            # QUIC carries hellos without records.
            record = get(row, "record.version")
            hello = {"record_version": f"{int(record[0], 16):#06x}" if record else None,
                     "legacy_version": f"{versions[0]:#06x}",
                     "supported_versions": offered,
                     "best": max(offered) if offered else TLS[versions[0]],
                     "server_name": (get(row, "handshake.extensions_server_name") or [None])[0],
                     "alpn": get(row, "handshake.extensions_alpn_str")[:3],
                     "fallback_scsv": 0x5600 in ciphers, "ciphers": len(ciphers)}
            flow["hellos"].append(hello)
        if "2" in kinds:
            random = get(row, "handshake.random")[0].replace(":", "")
            if random == RETRY:
                flow["hello_retry"] = True
            else:
                version = extension[0] if extension else versions[0]
                tail = random[-16:]
                flow["server_hello"] = {
                    "version": TLS.get(version, hex(version)),
                    "cipher": f"{ciphers[0]:#06x}",
                    "downgrade_marker": {"444f574e47524401": "1.2", "444f574e47524400": "1.1 or below"}.get(tail),
                    "alpn": (get(row, "handshake.extensions_alpn_str") or [None])[0] if "1" not in kinds else None}
                if "11" not in kinds and version < 0x0304 and layer == "tls":
                    flow["server_hello"]["certificate_in_same_frame"] = False
        for level, description in zip(row.get("tls.alert_message.level", []),
                                      row.get("tls.alert_message.desc", [])):
            flow["alerts"].append({"from": side, "level": int(level), "description": int(description)})
    return list(flows.values())


def quic_facts(path):
    flows = {}
    for row in rows(path, "quic"):
        source, target = ends(row)
        flow = flows.setdefault(first(row, "udp.stream"), {
            "client": source, "server": target, "version": None, "negotiated": [], "retry": False})
        versions = [int(value, 16) for value in row["quic.version"]]
        for version in versions:
            if version:
                flow["version"] = f"{version:#010x}"
        flow["negotiated"] += [f"{int(value, 16):#010x}" for value in row["quic.supported_version"]]
        flow["retry"] |= bool(row["quic.retry_token"])
    return list(flows.values())


def smb_facts(path):
    flows = {}
    for row in rows(path, "smb", "smb2", "nbss"):
        source, target = ends(row)
        flow = flows.setdefault(first(row, "tcp.stream"), {
            "client": source, "server": target, "session_service": [], "smb1": None, "negotiate": [],
            "session_setup": [], "trees": [], "accounts": [],
            "data": {"requests": 0, "requests_signed": 0, "responses_ok": 0, "responses_ok_signed": 0},
            "wrapped": {"client": 0, "server": 0}, "clear_after_wrapped": 0})
        side = "client" if source == flow["client"] else "server"
        for kind in row["nbss.type"]:
            value = int(kind, 0)
            if value:
                flow["session_service"].append(f"{value:#04x}")
        if row["smb.cmd"]:
            smb1 = flow["smb1"] = flow["smb1"] or {
                "offered": [], "selected": None, "commands": 0, "signature_seen": {"client": 0, "server": 0},
                "signature_bit": 0}
            command = int(row["smb.cmd"][0], 16)
            answer = first(row, "smb.flags.response") in ("1", "True")
            if command == 0x72 and not answer:
                names = []
                for name in row["smb.dialect.name"]:
                    names += name.split(",")
                smb1["offered"] = names
            elif command == 0x72 and row["smb.dialect.index"]:
                index = int(row["smb.dialect.index"][0])
                smb1["selected"] = index
            elif command != 0x72:
                smb1["commands"] += 1
                signature = row["smb.signature"][0].replace(":", "")
                if int(signature, 16) and signature != "4253525350594c20":
                    smb1["signature_seen"][side] += 1
                smb1["signature_bit"] += first(row, "smb.flags2.sec_sig") in ("1", "True")
        encrypted = len(row["smb2.header.transform.signature"])
        flow["wrapped"][side] += encrypted
        statuses = list(row["smb2.nt_status"])
        for index, command in enumerate(row["smb2.cmd"]):
            command = int(command)
            answer = row["smb2.flags.response"][index] in ("1", "True")
            signed = (row["smb2.flags.signature"][index] in ("1", "True")
                      and int(row["smb2.signature"][index].replace(":", ""), 16) != 0)
            status = int(statuses.pop(0), 16) if answer and statuses else 0
            if sum(flow["wrapped"].values()):
                flow["clear_after_wrapped"] += 1
            if command == 0 and not answer:
                flow["negotiate"].append({
                    "offered": [DIALECT.get(int(value, 16), value) for value in row["smb2.dialect"]],
                    "client_security_mode": int(first(row, "smb2.sec_mode", "0"), 16),
                    "client_ciphers": [int(value, 0) for value in row["smb2.negotiate_context.cipher_id"]],
                    "client_signing": [int(value, 0) for value in row["smb2.negotiate_context.signing_id"]],
                    "server_name": first(row, "smb2.negotiate_context.netname")})
            elif command == 0:
                entry = {"status": f"{status:#010x}"}
                if row["smb2.dialect"]:
                    entry |= {
                        "selected": DIALECT.get(int(row["smb2.dialect"][0], 16)),
                        "server_security_mode": int(first(row, "smb2.sec_mode", "0"), 16),
                        "server_cipher": [int(value, 0) for value in row["smb2.negotiate_context.cipher_id"]],
                        "server_signing": [int(value, 0) for value in row["smb2.negotiate_context.signing_id"]]}
                flow["negotiate"].append(entry)
            elif command == 1 and answer:
                flow["session_setup"].append({
                    "status": f"{status:#010x}", "signed": signed,
                    "flags": int(first(row, "smb2.session_flags", "0x0"), 16)})
            elif command == 3 and not answer:
                flow["trees"].append({"share": first(row, "smb2.tree"), "request_signed": signed})
            elif command == 3 and flow["trees"]:
                flow["trees"][-1] |= {
                    "status": f"{status:#010x}", "response_signed": signed,
                    "type": int(first(row, "smb2.share_type", "0x0"), 0),
                    "encrypt": first(row, "smb2.share_flags.encrypt_data") in ("1", "True")}
            elif command in DATA_COMMANDS and not answer:
                flow["data"]["requests"] += 1
                flow["data"]["requests_signed"] += signed
            elif command in DATA_COMMANDS and status == 0:
                flow["data"]["responses_ok"] += 1
                flow["data"]["responses_ok_signed"] += signed
        if row["ntlmssp.messagetype"] and "0x00000003" in row["ntlmssp.messagetype"]:
            response = (first(row, "ntlmssp.auth.ntresponse") or "").replace(":", "")
            name = first(row, "ntlmssp.auth.username") or ""
            # tshark prints an empty name as NULL and gives an empty response the octets of its header.
            anonymous = name in ("", "NULL")
            flow["accounts"].append({"name": "" if anonymous else name,
                                     "nt_response_octets": 0 if anonymous else len(response) // 2})
    for flow in flows.values():
        for key in ("smb1", "session_service"):
            if not flow[key]:
                del flow[key]
    return list(flows.values())


def dns_facts(path):
    messages = []
    for row in rows(path, "dns", without=("icmp", "icmpv6")):
        answer = first(row, "dns.flags.response") in ("1", "True")
        message = {"over": "tcp" if row["tcp.stream"] else "udp", "response": answer,
                   "name": first(row, "dns.qry.name"), "type": int(first(row, "dns.qry.type"))}
        if answer:
            message |= {"rcode": int(first(row, "dns.flags.rcode", "0")),
                        "truncated": first(row, "dns.flags.truncated") in ("1", "True"),
                        "answers": int(first(row, "dns.count.answers", "0")),
                        "a": row["dns.a"], "aaaa": row["dns.aaaa"], "cname": row["dns.cname"]}
        message["edns"] = "41" in row["dns.resp.type"]
        messages.append(message)
    return messages


def http_facts(path):
    messages = []
    for row in rows(path, "http"):
        source, target = ends(row)
        for method, uri in zip(row["http.request.method"], row["http.request.uri"]):
            messages.append({"from": source, "method": method, "target": uri,
                             "host": first(row, "http.host"),
                             "credentials": bool(row["http.authorization"])})
        for code in row["http.response.code"]:
            messages.append({"from": source, "status": int(code),
                             "chunked": "chunked" in row["http.transfer_encoding"],
                             "encoding": first(row, "http.content_encoding")})
    return messages


def icmp_facts(path):
    found = [f"icmp {first(row, 'icmp.type')}/{first(row, 'icmp.code')}" for row in rows(path, "icmp")]
    # From 128 on ICMPv6 is no error message.
    return found + [f"icmpv6 {first(row, 'icmpv6.type')}/{first(row, 'icmpv6.code')}"
                    for row in rows(path, "icmpv6") if int(first(row, "icmpv6.type")) < 128]


def facts(path):
    report = subprocess.run(["capinfos", "-Tm", "-c", "-E", path], capture_output=True, text=True, check=False)
    lines = [line for line in report.stdout.splitlines() if line.startswith(path)]
    _, link, packets = lines[0].split(",")
    result = {"packets": int(packets), "link_type": link, "cut_short": "cut short" in report.stderr}
    for key, found in (("tcp", tcp_facts(path)), ("tls", tls_facts(path)), ("dtls", tls_facts(path, "dtls")),
                       ("quic", quic_facts(path)),
                       ("smb", smb_facts(path)), ("dns", dns_facts(path)), ("http", http_facts(path)),
                       ("icmp", icmp_facts(path))):
        if found:
            result[key] = found
    return result


def dialect(flow):
    """The dialect of a flow, as the table of verdicts counts it."""
    if flow.get("smb1") and flow["smb1"]["selected"] not in (None, 65535):
        return "SMB1"
    chosen = [entry.get("selected") for entry in flow["negotiate"] if "status" in entry]
    return chosen[-1] if chosen else None


def signed(flow):
    if flow.get("smb1") and flow["smb1"]["commands"]:
        return all(flow["smb1"]["signature_seen"].values())
    data = flow["data"]
    if not data["requests"]:
        return None
    both = (data["requests_signed"] == data["requests"]
            and data["responses_ok_signed"] == data["responses_ok"])
    return both if both or not (data["requests_signed"] or data["responses_ok_signed"]) else "partly"


def summary(found):
    """The short form that an intention is compared with."""
    short = {"link_type": found["link_type"], "cut_short": found["cut_short"], "packets": found["packets"]}
    streams = found.get("tls", []) + found.get("dtls", [])
    short["tls"] = [flow["server_hello"] and flow["server_hello"]["version"] for flow in streams]
    short["client_best"] = [flow["hellos"][0]["best"] if flow["hellos"] else None for flow in streams]
    short["server_names"] = [flow["hellos"][0]["server_name"] if flow["hellos"] else None for flow in streams]
    short["alerts"] = [alert["description"] for flow in streams for alert in flow["alerts"]
                       if alert["level"] == 2]
    short["hello_retry"] = any(flow["hello_retry"] for flow in streams)
    short["fallback_scsv"] = any(hello["fallback_scsv"] for flow in streams for hello in flow["hellos"])
    short["downgrade_marker"] = [flow["server_hello"]["downgrade_marker"] for flow in streams if flow["server_hello"]]
    short["cipher"] = [flow["server_hello"]["cipher"] for flow in streams if flow["server_hello"]]
    short["both_protected"] = [min(flow["application_data"].values()) > 0 for flow in streams]
    short["quic"] = [flow["version"] for flow in found.get("quic", [])]
    short["negotiated"] = [flow["negotiated"] for flow in found.get("quic", [])]
    short["retry"] = [flow["retry"] for flow in found.get("quic", [])]
    sessions = found.get("smb", [])
    short["dialect"] = [dialect(flow) for flow in sessions]
    short["signed"] = [signed(flow) for flow in sessions]
    short["wrapped"] = [min(flow["wrapped"].values()) > 0 for flow in sessions]
    short["session_flags"] = [flow["session_setup"][-1]["flags"] if flow["session_setup"] else None
                              for flow in sessions]
    short["server_security_mode"] = [next((entry["server_security_mode"] for entry in reversed(flow["negotiate"])
                                           if "server_security_mode" in entry), None) for flow in sessions]
    short["client_security_mode"] = [next((entry["client_security_mode"] for entry in flow["negotiate"]
                                           if "client_security_mode" in entry), None) for flow in sessions]
    short["encrypted_shares"] = sum(tree.get("encrypt", False) for flow in sessions for tree in flow["trees"])
    short["last_status"] = [([e["status"] for e in flow["negotiate"] + flow["session_setup"] + flow["trees"]
                              if "status" in e] or [None])[-1] for flow in sessions]
    short["questions"] = [message["name"] for message in found.get("dns", []) if not message["response"]]
    short["rcodes"] = [message["rcode"] for message in found.get("dns", []) if message["response"]]
    short["addresses"] = sorted(address for message in found.get("dns", []) if message["response"]
                                for address in message["a"] + message["aaaa"])
    short["http"] = [message.get("status") or message["method"] for message in found.get("http", [])]
    short["icmp"] = found.get("icmp", [])
    short["tcp"] = [[flow["syn"], flow["syn_ack"], flow["server_rst"]] for flow in found.get("tcp", [])]
    return short


def main():
    check = "--check" in sys.argv[1:]
    with open(os.path.join(matrix, "intended.json"), encoding="utf-8") as file:
        intended = json.load(file)
    names = sorted(name for name in os.listdir(matrix) if re.search(r"\.pcap(ng)?$", name))
    faults = [f"{name}: no capture" for name in intended if name not in names]
    faults += [f"{name}: no intention" for name in names if name not in intended]
    labels = {}
    for name in names:
        found = facts(os.path.join(matrix, name))
        short = summary(found)
        wanted = intended.get(name, {"what": ""})
        for key, value in wanted.items():
            if key != "what" and short[key] != value:
                faults.append(f"{name}: {key} should be {value!r}, tshark reads {short[key]!r}")
        labels[name] = {"what": wanted["what"], "facts": found}
    for fault in faults:
        print(fault, file=sys.stderr)
    path = os.path.join(matrix, "labels.json")
    text = "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(labels[name], ensure_ascii=False)}"
                              for name in names) + "\n}\n"
    if check:
        with open(path, encoding="utf-8") as file:
            if file.read() != text:
                faults.append("labels.json")
                print("labels.json differs from what tshark reads now", file=sys.stderr)
    else:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
