"""Another program that writes a client's file at its own pace: `python -m tests.faults.writer FILE KIND HOW RATE`.

Each turn it reads the file, adds one key of its own and writes it back. KIND: toml, json. HOW: rename (a whole new
file), truncate (in place, as Claude Code does). It ends at the end of its standard input, and prints how many keys it
has added. Its own reading and writing are not one step: what comes between them it would overwrite. So it looks, as an
editor does, whether the file is still what it has read; the moment after that look is the only one it can spoil.
"""

import json
import os
import select
import sys
import time
import tomllib
from pathlib import Path


def add(data: bytes, kind: str, number: int) -> bytes:
    """The content with the number-th key."""
    if kind == "toml":
        return data + (b"" if data.endswith(b"\n") or not data else b"\n") + f"[k{number}]\nx = 1\n".encode()
    values = json.loads(data)
    values[f"k{number}"] = 1
    return json.dumps(values, indent=1).encode()


def write(path: Path, data: bytes, how: str, before: bytes) -> bool:
    """Write it, unless the file has become another; whether it was written."""
    if how == "truncate":
        if path.read_bytes() != before:
            return False
        with path.open("wb", buffering=0) as file:
            half = len(data) // 2
            file.write(data[:half])
            file.write(data[half:])
        return True
    temp = path.with_name(f"{path.name}.writer")
    temp.write_bytes(data)
    if path.read_bytes() != before:
        return False
    temp.replace(path)
    return True


def say(text: str) -> None:
    """Tell whoever has started us."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    path, kind, how, pause = Path(sys.argv[1]), sys.argv[2], sys.argv[3], 1 / float(sys.argv[4])
    number = 0
    os.set_blocking(0, False)
    while not select.select([0], [], [], pause)[0]:
        before = path.read_bytes()
        try:
            after = add(before, kind, number)
        except ValueError:
            say(f"torn: {before!r}")  # a reader that finds half a file
            break
        if write(path, after, how, before):
            number += 1
    time.sleep(0.01)
    found = path.read_bytes()
    values = tomllib.loads(found.decode()) if kind == "toml" else json.loads(found)
    lost = [one for one in range(number) if f"k{one}" not in values]
    say(json.dumps({"added": number, "lost": lost}))


if __name__ == "__main__":
    main()
