"""The programs that are compared: how each is asked, and what it found.

A finding is {"tls": n, "versions": {version: n}, "smb": n, "dialects": {...}, "dns": n, "http": n};
a member that a program cannot tell is missing.
"""
import collections
import json
import os
import re
import shutil
import subprocess

from kit import runs

TLS = {0x0300: "SSL 3.0", 0x0301: "1.0", 0x0302: "1.1", 0x0303: "1.2", 0x0304: "1.3"}
SMB = {0x0202: "2.0.2", 0x0210: "2.1", 0x0300: "3.0", 0x0302: "3.0.2", 0x0311: "3.1.1"}


class Tool:
    def __init__(self, name, command, found=None, version=None, note=""):
        """command(path, folder) gives the words; found(folder, capture) reads what was found."""
        self.name, self.command, self.found = name, command, found or (lambda folder: {})
        self.version, self.note = version, note


def version_of(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    text = (done.stdout or done.stderr).strip().splitlines()
    found = re.search(r"\d+\.\d+[\w.]*", " ".join(text[:4]))
    return found.group() if found else ""


# LabTap

def labtap_found(folder):
    with open(os.path.join(folder, "findings.json")) as file:
        for line in file:
            pass
    observed = json.loads(line)["observed"]
    return {
        "tls": sum(observed["tls_handshakes"].values()), "versions": observed["tls_handshakes"],
        "smb": sum(observed["smb_negotiations"].values()),
        "dialects": observed["smb_negotiations"],
        "dns": observed["dns_questions"] + observed["dns_answers"],
        "http": observed["http_requests"],
        "split": observed["split_client_hellos"]}


def labtap(program, name, *options):
    def command(path, folder):
        return [program, "replay", "--quiet", "--fail-on", "never", "--workers", "1",
                "--signatures", os.path.join(runs.ROOT, "Signatures"),
                "--findings", "json:" + os.path.join(folder, "findings.json"),
                *(option.replace("FOLDER", folder) for option in options), path]
    version = version_of(program, "version") if not options else ""
    return Tool(name, command, labtap_found, version)


# tshark

TSHARK = ["tls.handshake.type", "tls.handshake.version",
          "tls.handshake.extensions.supported_version", "smb2.cmd", "smb2.flags.response",
          "smb2.dialect", "dns.id", "http.request.method", "smb.cmd", "smb.flags.response"]


def tshark_command(path, folder):
    return ["tshark", "-n", "-r", path, "-T", "fields",
            *(word for field in TSHARK for word in ("-e", field))]


def tshark_found(folder):
    versions, dialects = collections.Counter(), collections.Counter()
    dns = http = 0
    with open(os.path.join(folder, "out")) as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            fields += [""] * (len(TSHARK) - len(fields))
            if "2" in fields[0].split(","):
                number = fields[2] or fields[1]
                versions[TLS.get(int(number.split(",")[-1], 0), number)] += 1
            if "0" in fields[3].split(",") and fields[4].split(",")[0] in ("1", "True"):
                dialect = int(fields[5].split(",")[0] or "0", 0)
                if dialect in SMB:
                    dialects[SMB[dialect]] += 1
            # A server answers NEGOTIATE of SMB1 in SMB1 only when it agrees to it.
            if "0x72" in fields[8].split(",") and fields[9].split(",")[0] in ("1", "True"):
                dialects["SMB1"] += 1
            dns += bool(fields[6])
            http += bool(fields[7])
    return {"tls": versions.total(), "versions": dict(versions), "smb": dialects.total(),
            "dialects": dict(dialects), "dns": dns, "http": http}


# nDPI

def ndpi_found(folder):
    counts = collections.Counter()
    with open(os.path.join(folder, "out"), errors="replace") as file:
        for line in file:
            found = re.match(r"\s+(\S+)\s+packets:\s*\d+\s+bytes:\s*\d+\s+flows:\s*(\d+)", line)
            if found:
                counts[found.group(1)] += int(found.group(2))
    return {"tls": counts["TLS"], "smb": counts["SMBv1"] + counts["SMBv23"],
            "http": counts["HTTP"], "dns": 2 * counts["DNS"]}  # flows of one question each


# p0f

def p0f_found(folder):
    http = 0
    path = os.path.join(folder, "p0f.log")
    if os.path.exists(path):
        with open(path, errors="replace") as file:
            http = sum("mod=http request|" in line for line in file)
        os.remove(path)
    return {"http": http}


# Suricata and mercury: the names of the members are those of their own output.

def suricata_found(folder):
    counts, versions, dialects = (collections.Counter() for _ in range(3))
    with open(os.path.join(folder, "eve.json"), errors="replace") as file:
        for line in file:
            event = json.loads(line)
            kind = event.get("event_type")
            counts[kind] += 1
            if kind == "tls":
                versions[event["tls"].get("version", "").removeprefix("TLS ")] += 1
            if kind == "smb" and event["smb"].get("command") in (
                    "SMB2_COMMAND_NEGOTIATE_PROTOCOL", "SMB1_COMMAND_NEGOTIATE_PROTOCOL"):
                dialects[event["smb"].get("dialect", "").removesuffix("0")] += 1
    os.remove(os.path.join(folder, "eve.json"))
    return {"tls": counts["tls"], "versions": dict(versions), "smb": dialects.total(),
            "dns": counts["dns"], "http": counts["http"]}


def mercury_found(folder):
    counts = collections.Counter()
    with open(os.path.join(folder, "mercury.json"), errors="replace") as file:
        for line in file:
            record = json.loads(line)
            counts["tls"] += "server" in record.get("tls", {})
            counts["smb"] += any(key.startswith("smb") for key in record)
            counts["dns"] += "dns" in record
            counts["http"] += "request" in record.get("http", {})
    return dict(counts)


def all_tools(work, site=""):
    """Every program that is there, the floor first; and the names of those that are missing."""
    here = os.path.dirname(os.path.realpath(__file__))
    rawread = runs.compile_c(os.path.join(here, "rawread.c"), os.path.join(work, "rawread"))
    pcaploop = runs.compile_c(
        os.path.join(here, "pcaploop.c"), os.path.join(work, "pcaploop"), "-lpcap")
    program = runs.labtap()
    site = site or os.path.join(runs.ROOT, "Benchmarks", "kit", "site.yaml")
    tools = [
        Tool("bare read loop", lambda path, folder: [rawread, path]),
        labtap(program, "LabTap"),
        labtap(program, "LabTap, site file", "--site", site),
        labtap(program, "LabTap, site file and events", "--site", site, "--events",
               "eve:FOLDER/events.json"),
        Tool("libpcap loop", lambda path, folder: [pcaploop, path]),
    ]
    others = {
        "tcpdump": Tool(
            "tcpdump -w", lambda path, folder: ["tcpdump", "-r", path, "-w", "/dev/null"],
            None, "--version"),
        "mercury": Tool(
            "mercury", lambda path, folder: [
                "mercury", "-r", path, "-f", os.path.join(folder, "mercury.json"),
                "--select=tls,smb,dns,http", "--metadata"], mercury_found, "--version"),
        "p0f": Tool(
            "p0f", lambda path, folder: [
                "p0f", "-r", path, "-o", os.path.join(folder, "p0f.log")], p0f_found, "-h"),
        "ndpiReader": Tool(
            "nDPI (ndpiReader)", lambda path, folder: ["ndpiReader", "-i", path],
            ndpi_found, "-h"),
        "suricata": Tool(
            "Suricata", lambda path, folder: [
                "suricata", "-r", path, "-l", folder, "-k", "none", "--runmode", "single"],
            suricata_found, "-V"),
        "tshark": Tool("tshark", tshark_command, tshark_found, "--version"),
    }
    missing = []
    for name, tool in others.items():
        if shutil.which(name) is None:
            missing.append(tool.name)
            continue
        tool.version = version_of(name, tool.version)
        tools.append(tool)
    return tools, missing
