"""Holds findings in other people's formats against what those people publish.

    formats.py FORMAT [SCHEMA] < findings

Prints one JSON value: `{"mistakes": [...], "records": [...]}`. The readers of CEF, LEEF and JUnit
give back what a receiver would see.
"""
import ipaddress
import json
import os
import re
import sys


def ecs(path, lines):
    import yaml
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with open(path) as file:
        fields = yaml.load(file, loader)
    mistakes = []

    def leaves(value, name):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from leaves(inner, f"{name}.{key}" if name else key)
        elif isinstance(value, list):
            for inner in value:
                yield from leaves(inner, name)
        else:
            yield name, value

    def check(name, value):
        field = fields.get(name)
        if field is None:
            return f"{name}: no such field"
        kind = field["type"]
        text = isinstance(value, str)
        if kind in ("keyword", "wildcard", "match_only_text", "text", "constant_keyword"):
            fine = text
        elif kind == "ip":
            try:
                fine = text and bool(ipaddress.ip_address(value))
            except ValueError:
                fine = False
        elif kind in ("long", "integer", "scaled_float", "float"):
            fine = isinstance(value, (int, float)) and not isinstance(value, bool)
        elif kind == "date":
            fine = text and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value)
        elif kind == "boolean":
            fine = isinstance(value, bool)
        else:
            fine = False
        if not fine:
            return f"{name}: {value!r} is no {kind}"
        allowed = [entry["name"] for entry in field.get("allowed_values", [])]
        if allowed and value not in allowed:
            return f"{name}: {value!r} is not allowed"
        if "pattern" in field and not re.search(field["pattern"], value):
            return f"{name}: {value!r} does not match {field['pattern']}"
        return None

    categories = {entry["name"]: entry.get("expected_event_types", [])
                  for entry in fields["event.category"]["allowed_values"]}
    records = [json.loads(line) for line in lines]
    for record in records:
        shown = {key: value for key, value in record.items() if key != "labtap"}
        mistakes += filter(None, (check(*leaf) for leaf in leaves(shown, "")))
        for name, field in fields.items():
            if field.get("required") and field["level"] == "core" and name not in dict(leaves(shown, "")):
                mistakes.append(f"{name} is missing")
        for category in record["event"]["category"]:
            for kind in record["event"]["type"]:
                if kind not in categories[category]:
                    mistakes.append(f"type {kind} is not expected of {category}")
    return mistakes, records


class OCSF:
    """As much of the schema's compiler as its findings need."""

    def __init__(self, root):
        self.root = root
        self.dictionary = self.load("dictionary.json")
        self.objects, self.classes = {}, {}
        for folder, table in (("objects", self.objects), ("events", self.classes)):
            for place, _, names in os.walk(os.path.join(root, folder)):
                for name in names:
                    value = self.load(os.path.relpath(os.path.join(place, name), root))
                    table[value.get("name") or name[:-5]] = value
                    table[name[:-5]] = value

    def load(self, path):
        with open(os.path.join(self.root, path)) as file:
            return json.load(file)

    def attributes(self, table, name):
        """The attributes of a class or object with those that it inherits."""
        value = table[name]
        base = value.get("extends")
        found, constraints = ({}, {})
        if base and base in table and base != name:
            found, constraints = self.attributes(table, base)
            found = dict(found)
        own = dict(value.get("attributes", {}))
        included = own.pop("$include", [])
        for path in included if isinstance(included, list) else [included]:
            # What a profile adds is there only when the event says that it uses the profile.
            for key in self.load(path).get("attributes", {}):
                found.setdefault(key, {"profile": True})
        for key, detail in own.items():
            merged = dict(found.get(key, {}))
            merged.update(detail)
            if "enum" in found.get(key, {}) and "enum" in detail:
                merged["enum"] = {**found[key]["enum"], **detail["enum"]}
            merged.pop("profile", None)
            found[key] = merged
        return found, value.get("constraints") or constraints

    def identify(self, name):
        """The numbers that the compiler gives a class: its category's and its own."""
        value = self.classes[name]
        category = None
        base = value
        while category is None:
            category = base.get("category")
            base = self.classes.get(base.get("extends"), {})
        number = self.load("categories.json")["attributes"][category]["uid"]
        return number, number * 1000 + value["uid"]

    def check(self, value, table, name, where, mistakes):
        attributes, constraints = self.attributes(table, name)
        if where == "$":
            for key, number in zip(("category_uid", "class_uid"), self.identify(name)):
                attributes[key] = {**attributes[key], "enum": {str(number): {}}}
        for key, detail in attributes.items():
            if detail.get("requirement") == "required" and key not in value:
                mistakes.append(f"{where}.{key} is missing")
        for rule, names in (constraints or {}).items():
            count = sum(1 for key in names if key in value)
            if rule == "at_least_one" and count < 1 or rule == "just_one" and count != 1:
                mistakes.append(f"{where}: {rule} of {names}")
        for key, inner in value.items():
            place = f"{where}.{key}"
            if key not in attributes or attributes[key].get("profile"):
                mistakes.append(f"{place}: no such attribute of {name}")
                continue
            entry = {**self.dictionary["attributes"].get(key, {}), **attributes[key]}
            if "@deprecated" in entry:
                mistakes.append(f"{place} is deprecated")
            values = inner if entry.get("is_array") else [inner]
            if entry.get("is_array") and not isinstance(inner, list):
                mistakes.append(f"{place} is no array")
                continue
            for single in values:
                self.value(single, entry, place, mistakes)

    def value(self, value, entry, where, mistakes):
        kind = entry.get("type") or "object_t"
        enum = entry.get("enum", {})
        if enum and str(value) not in enum:
            mistakes.append(f"{where}: {value!r} is none of {sorted(enum)}")
        if kind == "object" or kind == "object_t" or kind in self.objects:
            if not isinstance(value, dict):
                mistakes.append(f"{where} is no object")
            elif kind in self.objects and kind != "object":
                self.check(value, self.objects, kind, where, mistakes)
            return
        types = self.dictionary["types"]["attributes"]
        detail = types.get(kind, {})
        primitive = detail.get("type", kind)
        if primitive == "string_t":
            fine = isinstance(value, str)
            if fine and "regex" in detail and not re.search(detail["regex"], value):
                mistakes.append(f"{where}: {value!r} is no {kind}")
            if fine and "max_len" in detail and len(value) > detail["max_len"]:
                mistakes.append(f"{where} is longer than {detail['max_len']}")
        elif primitive in ("integer_t", "long_t"):
            fine = isinstance(value, int) and not isinstance(value, bool)
        elif primitive == "boolean_t":
            fine = isinstance(value, bool)
        else:
            fine = True
        if not fine:
            mistakes.append(f"{where}: {value!r} is no {kind}")


def ocsf(root, lines):
    schema = OCSF(root)
    names = {2003: "compliance_finding", 2004: "detection_finding"}
    mistakes, records = [], [json.loads(line) for line in lines]
    for record in records:
        schema.check(record, schema.classes, names[record["class_uid"]], "$", mistakes)
        if record["type_uid"] != record["class_uid"] * 100 + record["activity_id"]:
            mistakes.append("type_uid does not follow from the class and the activity")
        if record["metadata"]["version"] != schema.load("version.json")["version"]:
            mistakes.append("another schema version")
    return mistakes, records


def by_schema(path, values, ignore=()):
    import jsonschema
    with open(path) as file:
        schema = json.load(file)
    validator = jsonschema.validators.validator_for(schema)(schema)
    mistakes = []
    for value in values:
        shown = {key: inner for key, inner in value.items() if key not in ignore}
        mistakes += [f"{error.json_path} {error.message[:200]}" for error in validator.iter_errors(shown)]
    return mistakes, values


def cef(_, lines):
    """pycef finds the keys; it leaves the escapes of values to its caller."""
    import pycef
    records = []
    for line in lines:
        record = pycef.parse(line)
        records.append(record and {
            key: re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), value)
            for key, value in record.items()})
    return [], records


def leef(_, lines):
    """By the description of the format: six bars, then attributes between the named delimiter."""
    records, mistakes = [], []
    for line in lines:
        parts = line.split("|", 6)
        if len(parts) != 7 or parts[0] != "LEEF:2.0":
            mistakes.append(f"no LEEF 2.0: {line[:80]!r}")
            continue
        delimiter = chr(int(parts[5][1:], 16)) if parts[5].startswith("x") else parts[5]
        record = dict(zip(("vendor", "product", "version", "eventId"), parts[1:5]))
        for attribute in parts[6].split(delimiter):
            key, equals, value = attribute.partition("=")
            if not equals or not re.fullmatch(r"[A-Za-z0-9_]+", key) or key in record:
                mistakes.append(f"no attribute: {attribute[:80]!r}")
            record[key] = value
        records.append(record)
    return mistakes, records


def junit(_, text):
    import junitparser
    from xml.etree import ElementTree
    root = ElementTree.fromstring(text)
    mistakes, records = [], []
    for suite in junitparser.JUnitXml.fromstring(text):
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for case in suite:
            counts["tests"] += 1
            result = case.result[0] if case.result else None
            kind = type(result).__name__ if result is not None else "Passed"
            key = {"Failure": "failures", "Error": "errors", "Skipped": "skipped"}.get(kind)
            if key:
                counts[key] += 1
            records.append({
                "suite": suite.name, "class": case.classname, "name": case.name, "result": kind,
                "message": result.message if result is not None else None,
                "text": (result.text or "") if result is not None else None,
                "output": case.system_out})
        for key, count in counts.items():
            if getattr(suite, key) != count:
                mistakes.append(f"{suite.name}: {key} is {getattr(suite, key)}, not {count}")
    for key in ("tests", "failures", "errors", "skipped"):
        total = sum(int(suite.get(key)) for suite in root)
        if int(root.get(key)) != total:
            mistakes.append(f"total of {key}")
    return mistakes, records


def main():
    name, schema = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    octets = sys.stdin.buffer.read()
    text = octets.decode("utf-8")
    lines = [line for line in text.split("\n") if line]
    if name in ("ecs", "ocsf", "cef", "leef"):
        mistakes, records = globals()[name](schema, lines)
    elif name == "junit":
        mistakes, records = junit(schema, octets)
    elif name == "sarif":
        mistakes, records = by_schema(schema, [json.loads(text)])
    elif name == "eve":
        mistakes, records = by_schema(
            schema, [json.loads(line) for line in lines], ignore=("labtap",))
    else:
        sys.exit(f"no format {name}")
    json.dump({"mistakes": mistakes, "records": records}, sys.stdout)


main()
