"""Moves keys again and again in processes of its own, each killed one step later than the one before.

`python -m tests.fakes.key_mover FOLDER MOVE`: MOVE is `file`, `keyring` or `service`. Says on standard output, as JSON,
for each kill what a new process finds: the keys as it reads them, and in which places each still is after `recover`.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring

from profiles.key_moving import copy, drop_copies
from profiles.paths import Paths
from profiles.secrets import KeyringSecrets
from profiles.settings import SettingsStore
from profiles.stored_secrets import StoredSecrets
from tests.fakes.keyring_backends import FolderKeyring

KEYS = {"one": "sk-canary-one-0123456789", "two": "sk-canary-two-0123456789"}
STEPS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.chmod")
"""What changes something, or is about to; the process is killed right before it."""
KILLED = 9


def in_child(work: Callable[[], None]) -> int:
    """Run it in a process of its own; its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except Exception as error:  # noqa: BLE001 - it is what the test looks for
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


def die_at(step: int, work: Callable[[], None]) -> None:
    """Run it up to the step of that number, and no further."""
    left = step

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in STEPS and not (event == "open" and str(arguments[0]).endswith(".py")):
            if left == 0:
                os._exit(KILLED)
            left -= 1

    sys.addaudithook(count)
    work()


class Place:
    """A home with keys in it, and a keyring that outlasts processes."""

    def __init__(self, folder: Path, move: str) -> None:
        self.paths = Paths.from_env({"TURNOUT_HOME": str(folder)})
        self.paths.make()
        self.how = move
        keyring.set_keyring(FolderKeyring(folder / "keyring"))
        self.older, self.newer = KeyringSecrets(service="older"), KeyringSecrets()
        start = self.older if move == "service" else self.stored()
        if move == "keyring":
            self.stored().move("file", [])
        for name, key in KEYS.items():
            start.set(name, key)

    def stored(self) -> StoredSecrets:
        return StoredSecrets(self.paths)

    def move(self) -> None:
        if self.how == "service":
            copy(self.older, self.newer, KEYS)
            drop_copies(self.older, self.newer, KEYS)
        else:
            self.stored().move("file" if self.how == "file" else "keyring", KEYS)

    def look(self) -> dict[str, Any]:
        """What is to be seen now: where each key is read from, and in how many places it is."""
        stored = self.stored()
        places = (self.older, self.newer) if self.how == "service" else (stored.keyring, stored.file)
        held = {name: [place.get(name) for place in places] for name in KEYS}
        read = {
            name: next(filter(None, held[name]), None) if self.how == "service" else stored.get(name)
            for name in KEYS
        }
        return {"read": read, "held": held, "storage": SettingsStore(self.paths).load().key_storage}

    def mend(self) -> None:
        if self.how == "service":
            self.move()
        else:
            assert self.stored().recover() == ()


def main(folder: Path, move: str) -> None:
    found: list[dict[str, Any]] = []
    status = KILLED
    while status == KILLED:
        result = folder / f"{len(found)}.json"

        def once(step: int = len(found)) -> None:
            place = Place(folder / str(step), move)
            die_at(step, place.move)

        def after(step: int = len(found), result: Path = result) -> None:
            place = Place.__new__(Place)
            place.how, place.paths = move, Paths.from_env({"TURNOUT_HOME": str(folder / str(step))})
            keyring.set_keyring(FolderKeyring(folder / str(step) / "keyring"))
            place.older, place.newer = KeyringSecrets(service="older"), KeyringSecrets()
            before = place.look()
            place.mend()
            said = {"killed": before, "mended": place.look(), "moving": place.stored().is_moving()}
            strays = [one.name for one in (folder / str(step)).rglob("*") if ".turnout-" in one.name]
            result.write_text(json.dumps({**said, "strays": strays}))

        status = in_child(once)
        assert status in (0, KILLED), status
        assert in_child(after) == 0
        found.append(json.loads(result.read_text()))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
