"""Others at the same files at the same time: a writer loses nothing, a reader sees no half, two of us take turns."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from profiles.activation import Activation
from profiles.clients.edit import ConnectSettings
from profiles.errors import ChangedMeanwhileError
from profiles.paths import Paths
from profiles.routes import Client
from tests.extent import FULL, report
from tests.tree import ROOT

SWITCHES = 500 if FULL else 16
POLLS = 100_000 if FULL else 2_000
LEAST_SWITCHES = 10
RATE = 50
"""Writes a second of the other program."""

pytestmark = pytest.mark.timeout(1800 if FULL else 180)


class Home:
    """A home with both files, each with a key `mine`."""

    def __init__(self, folder: Path) -> None:
        self.env = {"HOME": str(folder), "TURNOUT_HOME": str(folder / "turnout")}
        self.paths = Paths.from_env(self.env)
        self.files: dict[Client, Path] = {
            "codex": folder / ".codex" / "config.toml",
            "claude-code": folder / ".claude" / "settings.json",
        }
        for path, content in zip(self.files.values(), ("mine = 1\n", '{"mine": 1}\n'), strict=True):
            path.parent.mkdir(parents=True)
            path.write_text(content)

    def switch(self, number: int) -> None:
        """Another model each time; both files change."""
        one = ConnectSettings(
            "http://127.0.0.1:8377", "tn-canary", model=f"m{number}", catalog=self.paths.catalog_json
        )
        Activation(self.paths, self.env).connect({"codex": one, "claude-code": one}, b"%d\n" % number)

    def restore(self) -> None:
        Activation(self.paths, self.env).restore()

    def strays(self) -> list[str]:
        return [str(path) for path in Path(self.env["HOME"]).rglob("*.turnout-*")]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "user")


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()


@pytest.mark.parametrize("how", ["rename", "truncate"])
@pytest.mark.parametrize(("client", "kind"), [("codex", "toml"), ("claude-code", "json")])
def test_a_racing_writer_loses_nothing(home: Home, client: Client, kind: str, how: str) -> None:
    path = home.files[client]
    refused = 0
    with running("tests.faults.writer", str(path), kind, how, str(RATE)) as writer:
        for number in range(SWITCHES):
            try:
                home.switch(number) if number % 5 != 4 else home.restore()
            except ChangedMeanwhileError:
                refused += 1
        said, _ = writer.communicate("", timeout=30)
    found = json.loads(said)
    report({"race": f"{kind} {how}", **found, "switches": SWITCHES, "refused": refused})
    assert found["lost"] == []
    assert found["added"] > 0
    assert not FULL or refused < SWITCHES, "between two of their writes there is a moment for one of ours"
    home.restore()
    assert "turnout" not in path.read_text()
    assert home.strays() == []


@pytest.mark.parametrize(("client", "kind"), [("codex", "toml"), ("claude-code", "json")])
def test_a_reader_never_sees_half_a_file(home: Home, tmp_path: Path, client: Client, kind: str) -> None:
    enough = tmp_path / "enough"
    with running("tests.faults.reader", str(home.files[client]), kind, str(POLLS), str(enough)) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        number = 0
        while number < LEAST_SWITCHES or not enough.exists():
            number += 1
            home.switch(number) if number % 5 else home.restore()
        said, _ = reader.communicate("", timeout=60)
    found = json.loads(said)
    report({"reader": kind, **found, "switches": number})
    assert found["polls"] >= POLLS
    assert found["versions"] > 1
    assert (found["partial"], found["missing"]) == (0, 0)


def test_two_turnouts_take_turns(home: Home) -> None:
    """Two that switch the same files from the same home; in the end the set is one of theirs as a whole."""
    errors: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + SWITCHES // 4):
                home.switch(number)
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (1000, 2000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    number = int(home.paths.catalog_json.read_text())
    for path in home.files.values():
        assert f'"m{number}"' in path.read_text()
    home.restore()
    assert [path.read_text() for path in home.files.values()] == ["mine = 1\n", '{"mine": 1}\n']
    assert home.strays() == []


def test_two_homes_over_the_same_files_lose_nothing_of_the_user(home: Home, tmp_path: Path) -> None:
    """Two installations know nothing of each other; the user's keys survive both."""
    other = Home(tmp_path / "other")
    other.env = {**home.env, "TURNOUT_HOME": str(tmp_path / "other" / "turnout")}
    other.paths = Paths.from_env(other.env)
    errors: list[BaseException] = []

    def work(one: Home, first: int) -> None:
        try:
            for number in range(first, first + SWITCHES // 4):
                with_patience(one, number)
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)

    def with_patience(one: Home, number: int) -> None:
        with suppress(ChangedMeanwhileError):  # the other one was faster each time: said, and nothing lost
            one.switch(number)

    threads = [threading.Thread(target=work, args=(one, 1000 * n)) for n, one in enumerate((home, other), 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    for path in home.files.values():
        assert "mine" in path.read_text()
    assert home.strays() == []
