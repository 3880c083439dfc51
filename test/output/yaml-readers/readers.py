"""Checks what PyYAML, in Python and over libyaml, reads from the cases on stdin."""

import io
import json
import sys

import yaml

LOADERS = [yaml.SafeLoader] + ([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])


def same(got, want):
    """Equal as JSON is: Python's own `==` takes True for 1."""
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(same(got[k], want[k]) for k in want)
    if isinstance(want, list):
        return isinstance(got, list) and len(got) == len(want) and all(map(same, got, want))
    if isinstance(want, (int, float)) and not isinstance(want, bool):
        return type(got) in (int, float) and float(got) == float(want)
    return type(got) is type(want) and got == want


def read(loader, text):
    try:
        return yaml.load(text, loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return error


count = misread = 0
for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n"):
    case = json.loads(line)
    count += 1
    for loader in LOADERS:
        got = read(loader, case["text"])
        if not same(got, case["value"]):
            misread += 1
            if misread <= 20:
                print(f"{loader.__name__}: {case['text']!r:.300}\n  want {case['value']!r:.300}\n  got  {got!r:.300}")

print(f"PyYAML {yaml.__version__}, {', '.join(l.__name__ for l in LOADERS)}: {count} documents, {misread} misread")
sys.exit(1 if misread or not count else 0)
