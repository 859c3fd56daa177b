"""Captures of the generator, made once and kept while generator and arguments stay the same."""
import hashlib
import json
import os
import subprocess

from . import runs

FOLDER = os.environ.get(
    "LABTAP_BENCHMARK_CAPTURES", os.path.join(runs.ROOT, ".build", "benchmark-captures"))


class Capture:
    def __init__(self, name, path, truth):
        self.name, self.path, self.truth = name, path, truth

    @property
    def packets(self):
        return self.truth["packets"]

    def remove(self):
        for path in (self.path, self.path + ".truth.json"):
            if os.path.exists(path):
                os.remove(path)


def given(path):
    """A capture from elsewhere; its truth file may name the counts as other generators do."""
    truth = {}
    if os.path.exists(path + ".truth.json"):
        with open(path + ".truth.json") as file:
            truth = json.load(file)
    if "frame_bytes" in truth:
        smb = truth["smb_flows"]
        truth = {
            "packets": truth["packets"], "octets": truth["frame_bytes"],
            "tls_handshakes": {key: count for key, count in truth["tls_flows"].items() if count},
            "smb_negotiations": {"SMB1" if key == "smb1_only" else key: count
                                 for key, count in smb.items() if count},
            "dns_messages": truth["dns_queries"] + truth["dns_responses"],
            "http_requests": truth["http_get_port80"]}
    for key in ("packets", "octets", "dns_messages", "http_requests"):
        truth.setdefault(key, 0)
    for key in ("tls_handshakes", "smb_negotiations"):
        truth.setdefault(key, {})
    return Capture(os.path.basename(path).removesuffix(".pcap"), path, truth)


def make(traffic, name, kind, **numbers):
    """Writes a capture; numbers: packets, seed, flows, window."""
    key = hashlib.sha256(repr((kind, sorted(numbers.items()))).encode())
    with open(traffic, "rb") as file:
        while piece := file.read(1 << 20):
            key.update(piece)
    os.makedirs(FOLDER, exist_ok=True)
    path = os.path.join(FOLDER, f"{name}-{key.hexdigest()[:12]}.pcap")
    if not os.path.exists(path + ".truth.json"):
        runs.say(f"writing {path}")
        options = [part for key, value in numbers.items() for part in ("--" + key, str(value))]
        subprocess.run([traffic, kind, path, *options], check=True)
    with open(path + ".truth.json") as file:
        return Capture(name, path, json.load(file))
