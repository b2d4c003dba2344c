"""A client that reads its file all the time: `python -m tests.faults.reader FILE KIND POLLS ENOUGH`.

After so many reads it makes the file ENOUGH, and goes on until its standard input ends; then it prints what it saw.
"""

import json
import select
import sys
import tomllib
from pathlib import Path


def say(text: str) -> None:
    """Tell whoever has started us."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    path, kind, polls = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    enough = Path(sys.argv[4])
    seen: set[bytes] = set()
    done = partial = missing = 0
    say("reading")
    while done < polls or not select.select([0], [], [], 0)[0]:
        done += 1
        if done == polls:
            enough.touch()
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
    say(json.dumps({"polls": done, "versions": len(seen), "partial": partial, "missing": missing}))


if __name__ == "__main__":
    main()
