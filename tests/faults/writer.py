"""Another program that writes a client's file at its own pace: `python -m tests.faults.writer FILE KIND HOW RATE`.

Each turn it reads the file, looks for the keys it has written, adds one of its own, takes the oldest of many away and
writes it back. KIND: toml, json. HOW: rename (a whole new file), truncate (in place, as Claude Code does). It ends at
the end of its standard input, and prints how many keys it has added and which were lost. Its own reading and writing
are not one step: what comes between them it would overwrite. So it looks, as an editor does, whether the file is still
what it has read; the moment after that look is the only one it can spoil.
"""

import json
import os
import select
import sys
import time
import tomllib
from pathlib import Path

LIVE = 20
"""So many keys of its own are in the file at a time."""


def add(data: bytes, kind: str, number: int) -> bytes:
    """The content with the number-th key, and without the one that is too many."""
    old = number - LIVE
    if kind == "toml":
        data = data.replace(f"[k{old}]\nx = 1\n".encode(), b"")
        return data + (b"" if data.endswith(b"\n") or not data else b"\n") + f"[k{number}]\nx = 1\n".encode()
    values = json.loads(data)
    values.pop(f"k{old}", None)
    values[f"k{number}"] = 1
    return json.dumps(values, indent=1).encode()


def find_lost(data: bytes, kind: str, number: int) -> set[int]:
    """Which of the keys that have to be there are not."""
    values = tomllib.loads(data.decode()) if kind == "toml" else json.loads(data)
    return {one for one in range(max(0, number - LIVE), number) if f"k{one}" not in values}


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
    lost: set[int] = set()
    os.set_blocking(0, False)
    while not select.select([0], [], [], pause)[0]:
        before = path.read_bytes()
        lost |= find_lost(before, kind, number)
        if write(path, add(before, kind, number), how, before):
            number += 1
    time.sleep(0.01)
    lost |= find_lost(path.read_bytes(), kind, number)
    say(json.dumps({"added": number, "lost": sorted(lost)}))


if __name__ == "__main__":
    main()
