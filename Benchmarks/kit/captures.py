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


def make(traffic, name, kind, **numbers):
    """Writes a capture; numbers: packets, seed, flows, window."""
    with open(traffic, "rb") as file:
        key = hashlib.sha256(file.read() + repr((kind, sorted(numbers.items()))).encode())
    os.makedirs(FOLDER, exist_ok=True)
    path = os.path.join(FOLDER, f"{name}-{key.hexdigest()[:12]}.pcap")
    if not os.path.exists(path + ".truth.json"):
        runs.say(f"writing {path}")
        options = [part for key, value in numbers.items() for part in ("--" + key, str(value))]
        subprocess.run([traffic, kind, path, *options], check=True)
    with open(path + ".truth.json") as file:
        return Capture(name, path, json.load(file))
