"""The file of what nobody foresaw: private, masked, bounded, and never a reason to fail."""

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import trouble
from app.trouble import log_file, log_to_file, report
from profiles.paths import Paths

CANARY = "sk-canary-0123456789abcdef"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(*(tmp_path / name for name in ("config", "data", "state", "logs")))


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """The root logger without what a test adds to it."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    root.handlers[:] = before
    root.setLevel(level)


def test_the_traceback_is_kept_without_secrets(paths: Paths) -> None:
    try:
        raise ValueError(f"the provider said {CANARY}")
    except ValueError as error:
        said = report(error, paths)
    kept = log_file(paths).read_text()
    assert said.code == "internal"
    assert "ValueError" in said.message
    assert str(log_file(paths)) in said.fix
    assert "the provider said" in kept
    assert "test_the_traceback_is_kept" in kept
    assert CANARY not in kept
    assert log_file(paths).stat().st_mode & 0o777 == 0o600


def test_the_file_is_bounded(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "MAX_BYTES", 1000)
    for number in range(50):
        report(ValueError(f"number {number} {'x ' * 50}"), paths)
    files = list(paths.logs.iterdir())
    assert len(files) == 2
    assert sum(file.stat().st_size for file in files) < 3000
    assert "number 49" in log_file(paths).read_text()


def test_a_full_disk_is_said_and_nothing_more(paths: Paths) -> None:
    paths.logs.parent.mkdir(parents=True, exist_ok=True)
    paths.logs.write_text("a file where the folder should be")
    assert report(ValueError(), paths).fix == "Its details could not be written down."


def test_a_terminal_that_is_gone(
    paths: Paths, root_logger: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stderr", stream)
    log_to_file(paths)
    logging.getLogger("proxy.test").warning("Nobody reads this.")
    assert "Nobody reads this" in log_file(paths).read_text()


def test_the_terminal_gets_a_sentence_and_the_file_everything(
    paths: Paths, root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_file(Paths(*[paths.logs.with_name("earlier")] * 4))
    log_to_file(paths)
    log = logging.getLogger("proxy.test")
    log.warning("A warning about %s.", "something")
    try:
        raise KeyError(CANARY)
    except KeyError:
        log.exception("It failed.")
    log.info("Nobody wants to know.")
    said = capsys.readouterr().err
    assert (
        said
        == f"turnout: A warning about something.\nturnout: It failed. The details are in {log_file(paths)}.\n"
    )
    kept = log_file(paths).read_text()
    assert "WARNING proxy.test: A warning about something." in kept
    assert "Traceback" in kept
    assert CANARY not in kept
    assert "Nobody wants to know" not in kept
