"""Stop or fail one deed at each of its calls into the file system, and look at what is left of the home.

strace is attached to a child that waits for its start, and kills it, or lets a call fail, at the N-th call of a kind.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from app.context import Context
from app.switching import restore
from tests.faults.actor import do, environment
from tests.machine import find_program
from tests.tree import ROOT

Deed = Literal["first", "switch", "direct", "restore", "undo", "recover"]
Layout = Literal["plain", "linked", "missing"]
DEEDS: tuple[Deed, ...] = ("first", "switch", "direct", "restore", "undo")
LAYOUTS: tuple[Layout, ...] = ("plain", "linked", "missing")

WRITING = (
    *("write", "fsync", "rename", "renameat2", "link", "linkat", "unlink", "mkdir", "ftruncate"),
    *("fchmod", "fchown", "fsetxattr"),
)
"""Calls that change something on the disk."""
LOOKING = (
    *("openat", "newfstatat", "stat", "lstat", "read", "pread64", "close", "lseek", "readlink", "access"),
    *("getdents64", "flock", "listxattr", "flistxattr", "getxattr", "ioctl"),
)
"""All others that the deeds make."""
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EMFILE")

CODEX = (
    b"\xef\xbb\xbf# mine\r\nmodel = 'gpt-5.5' # keep\r\n\r\n[mcp_servers.x]\r\ncommand = 'y'\n[projects.'/a']"
)
CLAUDE = b'{\n\t"model": "opus",\n\t"env": {"MINE": "1", "ANTHROPIC_API_KEY": "theirs"},\n\t"hooks": {}\n}'
EDITOR = b"""\
// mine
{
  "a": 1, // one
  "claudeCode.environmentVariables": [
    {"name": "MINE", "value": "1"},
  ],
}
"""
CLIENTS = {
    ".codex/config.toml": CODEX,
    ".claude/settings.json": CLAUDE,
    ".config/Code/User/settings.json": EDITOR,
}
SET = (*CLIENTS, "turnout/data/codex-models.json")
EXTENSION = ".vscode/extensions/anthropic.claude-code-2.1.329"
OWN = ("turnout/config/routes.toml", "turnout/state/activation.json")
_RANDOM = re.compile(rb"tn-[\w-]{43}|\b[0-9a-f]{64}\b")

Files = dict[str, bytes | None]


@dataclass
class Found:
    """What a sweep has seen: how often each outcome, and every fault in words."""

    points: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Home:
    """A home before a deed, made again for each point."""

    def __init__(self, root: Path, deed: Deed, layout: Layout) -> None:
        self.place = root / "home"
        self.deed = deed
        self._before = root / f"before-{deed}-{layout}"
        self.links: dict[Path, str] = {}
        shutil.rmtree(self.place, ignore_errors=True)
        self._make_files(layout)
        self.originals = self._read(tuple(CLIENTS))
        if deed != "first":
            do("first", self.place)
        if deed == "undo":
            do("switch", self.place)
        self.old = self._read((*SET, *OWN))
        self.place.rename(self._before)
        self.reset()
        do(deed, self.place)
        self.new = self._read((*SET, *OWN))
        self.between: Files = {}
        self.reset()

    def interrupted(self, actor: Actor) -> Self:
        """This home after its deed was killed before the record of it was written; the next deed is to recover."""
        last = actor.count(self)["renameat2"]
        self.reset()
        actor.stop(self, "renameat2", last, "signal=KILL")
        assert (self.place / "turnout" / "state" / "journal.json").exists()
        shutil.rmtree(self._before)
        self.place.rename(self._before)
        self.deed, self.new, self.between = "recover", self.old, self.new
        return self

    def reset(self) -> None:
        """Make the home what it was before the deed."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self._before, self.place, symlinks=True)

    def look(self, point: str, found: Found, *, done: bool | None) -> None:
        """Check what is left after a stop at that point, start again, and check that; `done`: it said so."""
        now = self._read(SET)
        for name, content in now.items():
            if content not in (self.old[name], self.new[name], self.between.get(name, self.old[name])):
                found.faults.append(f"{point}: {name} is neither old nor new")
        self._check_links(point, found)
        try:
            context = Context.from_environment(environment(self.place))
            context.activation.recover()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            found.faults.append(f"{point}: the next start fails: {type(error).__name__}: {error}")
            return
        now = self._read((*SET, *OWN))
        state = "old" if now == self.old else "new" if now == self.new else "mixed"
        found.points += 1
        found.outcomes[state] += 1
        if state == "mixed":
            parts = {
                name: "old" if content == self.old[name] else "new" if content == self.new[name] else "other"
                for name, content in now.items()
                if self.old[name] != self.new[name]
            }
            found.faults.append(f"{point}: mixed: {parts}")
        if done is True and state != "new":
            found.faults.append(f"{point}: said to be done, and is {state}")
        strays = [str(path) for path in self.place.rglob("*") if _is_stray(path)]
        if strays:
            found.faults.append(f"{point}: strays after the next start: {strays}")
        restore(context)
        back = self._read(tuple(CLIENTS))
        if back != self.originals:
            found.faults.append(f"{point}: a restore does not give back the first bytes: {back}")
        self._check_links(point, found)

    def _make_files(self, layout: Layout) -> None:
        (self.place / EXTENSION).mkdir(parents=True)
        for name, content in CLIENTS.items():
            path = self.place / name
            path.parent.mkdir(parents=True)
            if layout == "linked":
                dotfiles = self.place / "dotfiles" / path.parent.name.removeprefix(".")
                dotfiles.mkdir(parents=True)
                (dotfiles / path.name).write_bytes(content)
                (dotfiles / "middle").symlink_to(path.name)
                path.symlink_to(os.path.relpath(dotfiles / "middle", path.parent))
                self.links |= {link: str(link.readlink()) for link in (path, dotfiles / "middle")}
            elif layout == "plain":
                path.write_bytes(content)

    def _read(self, names: tuple[str, ...]) -> Files:
        files: Files = {}
        for name in names:
            path = self.place / name
            # Access keys are made at random, and hashes of what holds them differ with them.
            content = _RANDOM.sub(b"?", path.read_bytes()) if path.exists() else None
            # A record of nothing is no record.
            if name.endswith("activation.json") and content is not None and not json.loads(content)["files"]:
                content = None
            files[name] = content
        return files

    def _check_links(self, point: str, found: Found) -> None:
        for link, leads_to in self.links.items():
            if not link.is_symlink() or str(link.readlink()) != leads_to:
                found.faults.append(f"{point}: the link {link} is replaced")


class Actor:
    """The warm process (tests/faults/actor.py)."""

    def __init__(self, root: Path) -> None:
        warm = root / "warm"
        warm.mkdir()
        self._strace = find_program("strace", "strace")
        self._errors = root / "errors"
        self._trace = root / "trace"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.actor", str(warm)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.close()
        self._process.wait(20)
        stdout.close()

    def count(self, home: Home) -> Counter[str]:
        """The calls of each kind that the deed makes."""
        home.reset()
        with self._child(home, ["-o", str(self._trace), "-e", f"trace={_known(WRITING + LOOKING)}"]):
            pass
        # The first read is the one that waits for the start.
        names = [line.partition("(")[0] for line in self._trace.read_text().splitlines() if "(" in line]
        counted = Counter(name for name in names if name in WRITING + LOOKING)
        counted["read"] -= 1
        return counted

    def stop(self, home: Home, call: str, number: int, fault: str) -> tuple[int, str]:
        """Do the deed with a fault at the N-th such call; its status, and what it said."""
        before = self._errors.stat().st_size
        number += call == "read"  # the first is the one that waits for the start
        inject = f"inject={call}:{fault}:when={number}"
        with self._child(home, ["-o", "/dev/null", "-e", f"trace={call}", "-e", inject]) as ended:
            pass
        return ended[0], self._errors.read_bytes()[before:].decode(errors="replace").strip()

    @contextmanager
    def _child(self, home: Home, options: list[str]) -> Iterator[list[int]]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"deed": home.deed, "home": str(home.place)}).encode() + b"\n")
        stdin.flush()
        pid = stdout.readline().split()[1].decode()
        tracer = subprocess.Popen(
            [self._strace, "-p", pid, *options], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        ended: list[int] = []
        try:
            assert tracer.stderr is not None
            attached = tracer.stderr.readline()
            assert b"attached" in attached, attached
            stdin.write(b"go\n")
            stdin.flush()
            ended.append(int(stdout.readline().split()[1]))
            yield ended
        finally:
            tracer.wait(20)
            assert tracer.stderr is not None
            tracer.stderr.close()


def sweep_kills(actor: Actor, home: Home, calls: tuple[str, ...], stride: int = 1) -> Found:
    """Kill the deed before each of its calls of these kinds (every `stride`-th of them)."""
    found = Found()
    for call, number in _points(actor.count(home), calls, stride):
        home.reset()
        status, said = actor.stop(home, call, number, "signal=KILL")
        point = f"{home.deed}: killed at {call} {number}"
        if status not in (0, -signal.SIGKILL):
            found.faults.append(f"{point}: ended with {status}: {said}")
        home.look(point, found, done=True if status == 0 else None)
    return found


def sweep_errors(
    actor: Actor,
    home: Home,
    calls: tuple[str, ...],
    errors: tuple[str, ...],
    stride: int = 1,
    *,
    all_errors: bool,
) -> Found:
    """Let each call fail, in each way or in turns; the deed says so in words, or gets through."""
    found = Found()
    for turn, (call, number) in enumerate(_points(actor.count(home), calls, stride)):
        for error in errors if all_errors else (errors[turn % len(errors)],):
            home.reset()
            status, said = actor.stop(home, call, number, f"error={error}")
            point = f"{home.deed}: {error} at {call} {number}"
            if status not in (0, 1):
                found.faults.append(f"{point}: ended with {status}: {said}")
            home.look(point, found, done=status == 0)
    return found


def _points(counted: Counter[str], calls: tuple[str, ...], stride: int) -> list[tuple[str, int]]:
    return [(call, number + 1) for call in calls for number in range(counted[call])][::stride]


def _known(calls: tuple[str, ...]) -> str:
    """A `?` lets strace pass over a call that this processor's system has not."""
    return ",".join(f"?{call}" for call in calls)


def _is_stray(path: Path) -> bool:
    return ".turnout-" in path.name or path.name == "journal.json"
