"""Undo, and what a change that was interrupted or killed leaves."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from profiles.errors import NotFoundError
from tests.profiles.activation.home import CLAUDE, CODEX, Home
from tests.tree import ROOT


def test_undo_and_undo_again(home: Home) -> None:
    home.connect()
    first = (home.codex.read_bytes(), home.claude.read_bytes())
    home.connect(base_url="http://127.0.0.1:9999")
    dry = home.activation.undo(dry_run=True)
    assert "9999" in dry.diff
    home.activation.undo()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == first
    home.activation.undo()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
    assert not home.paths.catalog_json.exists()
    with pytest.raises(NotFoundError, match="nothing to undo"):
        home.activation.undo()


def test_undo_of_what_is_gone_already_passes_on_to_the_one_before(home: Home) -> None:
    home.connect()
    home.activation.restore(undoable=False)
    home.connect(base_url="http://127.0.0.1:9999")
    home.activation.restore(undoable=False)
    home.activation.undo()
    home.activation.undo()
    assert home.activation.last() is None
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)


def test_what_only_the_record_says_anew_is_no_change_to_undo(home: Home) -> None:
    home.connect()
    last = home.activation.last()
    with home.codex.open("ab") as file:
        file.write(b"\n[foreign]\n")
    home.connect()
    assert home.activation.last() == last


def test_what_was_interrupted_is_undone_and_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("profiles.transaction.Transactions._give_up", lambda *_: None)
    monkeypatch.setattr("profiles.journal.Journal.file", die)
    with pytest.raises(KeyboardInterrupt):
        home.connect()
    monkeypatch.undo()
    assert home.activation.unfinished()
    assert home.activation.recover() == (home.codex, home.claude)
    assert not home.activation.unfinished()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
    assert home.activation.recover() == ()


KILLED = """
import sys
from pathlib import Path
from profiles.activation import Activation
from tests.fakes.death import die_at
from tests.profiles.activation.home import CATALOG, Home

action, folder, step = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
home = Home(folder, None, None)
die_at(step, "open", "replace", "rename", "unlink", "fsync")
home.connect(base_url="http://127.0.0.1:9999") if action != "restore" else home.activation.restore()
"""


@pytest.mark.parametrize("action", ["connect", "reconnect", "restore"])
def test_killed_at_any_call_it_can_be_restored(tmp_path: Path, action: str) -> None:
    """Killed before its n-th call: every file is old or new, and a restore gives back the first bytes."""
    finished = False
    for step in range(1, 200, 4):
        home = Home(tmp_path / f"{action}{step}")
        if action != "connect":
            home.connect()
        old = (home.codex.read_bytes(), home.claude.read_bytes())
        done = subprocess.run(
            [sys.executable, "-c", KILLED, action, home.folder, str(step)],
            cwd=ROOT,
            check=False,
            capture_output=True,
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        now = (home.codex.read_bytes(), home.claude.read_bytes())
        for content, before, bare in zip(now, old, (CODEX, CLAUDE), strict=True):
            assert content in (before, bare) or b"9999" in content
        home.activation.restore()
        assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
        assert not list(home.folder.rglob("*.turnout-*")) or done.returncode
        finished = done.returncode == 0
        if finished:
            break
    assert finished
