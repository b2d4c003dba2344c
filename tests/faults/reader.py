"""A client that reads its file all the time: `python -m tests.faults.reader FILE KIND POLLS`; prints what it saw."""

import json
import sys
import tomllib
from pathlib import Path


def say(text: str) -> None:
    """Tell whoever has started us."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    path, kind, polls = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seen: set[bytes] = set()
    partial = missing = 0
    say("reading")
    for _ in range(polls):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            missing += 1
            continue
        if data in seen:
            continue
        seen.add(data)
        try:
            values = tomllib.loads(data.decode()) if kind == "toml" else json.loads(data)
            partial += "mine" not in values
        except ValueError:
            partial += 1
    say(json.dumps({"polls": polls, "versions": len(seen), "partial": partial, "missing": missing}))


if __name__ == "__main__":
    main()
