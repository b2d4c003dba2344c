"""What ended the app: kept without values, private, bounded, and told at the next start."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import crash
from app.context import Context
from app.control.removed import Removal
from app.crash import CrashLog
from app.discovery import Running
from app.routing import KeyCache
from profiles.bound_keys import BoundKey
from profiles.importers.found import FoundKey
from profiles.profile import Endpoint, Profile
from proxy.access import AccessKey
from proxy.exchange import Exchange
from tests.tree import ROOT

CANARY = "sk-canary-in-a-local-variable"


@pytest.fixture
def log(context: Context) -> Iterator[CrashLog]:
    log = CrashLog(context.paths)
    yield log
    log.end()


def fail(text: str = "odd") -> None:
    secret = CANARY
    try:
        raise ValueError(text + str(len(secret)))
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


def test_a_run_without_trouble_leaves_nothing(log: CrashLog) -> None:
    hook = sys.excepthook
    log.begin()
    assert log.path.stat().st_mode & 0o777 == 0o600
    assert not log.earlier
    log.end()
    log.end()
    assert not log.path.exists()
    assert sys.excepthook is hook


def test_an_error_is_kept_without_values_and_told_next_time(
    log: CrashLog, context: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    log.begin()
    fail("odd")
    said = log.path.read_text()
    assert "ValueError: odd" in said
    assert "in fail" in said
    assert CANARY not in said
    assert (
        capsys.readouterr().err == f"turnout: an error was met (ValueError). The details are in {log.path}.\n"
    )
    log.end()
    following = CrashLog(context.paths)
    following.begin()
    assert following.earlier
    assert "odd" in following.before.read_text()
    following.end()
    last = CrashLog(context.paths)
    last.begin()
    assert not last.earlier
    last.end()


def test_keys_in_a_message_are_masked(log: CrashLog) -> None:
    log.begin()
    fail("sk-canary-0123456789abcdefghijklmnop ")
    assert "0123456789abcdefghijklmnop" not in log.path.read_text()


def test_an_error_at_each_frame_does_not_fill_the_disk(
    log: CrashLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "MAX_BYTES", 2_000)
    log.begin()
    for _ in range(100):
        fail()
    assert log.path.stat().st_size < 4_000


def test_ctrl_c_is_no_crash(log: CrashLog, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: seen.append(what[0]))
    own = CrashLog.__new__(CrashLog)
    own.__dict__.update(log.__dict__)
    own._hook = sys.excepthook
    own.begin()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert seen == [KeyboardInterrupt]
    own.end()
    assert not log.path.exists()


def test_a_crash_of_the_process(context: Context) -> None:
    code = (
        "import faulthandler, os, signal\n"
        "from app.context import Context\n"
        "from app.crash import CrashLog\n"
        f"def crash(secret={CANARY!r}):\n"
        "    os.kill(os.getpid(), signal.SIGSEGV)\n"
        "CrashLog(Context.from_environment().paths).begin()\n"
        "crash()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode < 0
    following = CrashLog(context.paths)
    following.begin()
    assert following.earlier
    said = following.before.read_text()
    assert "Segmentation fault" in said
    assert "in crash" in said
    assert CANARY not in said
    following.end()


def test_nothing_of_the_process_is_for_others(tmp_path: Path) -> None:
    """Requirements 19 and 20: no memory on the disk after a crash, and private files also where Qt makes them."""
    program = (
        "import os, resource, sys; from app.crash import keep_private; keep_private();"
        "print(resource.getrlimit(resource.RLIMIT_CORE)); open(sys.argv[1], 'w').close();"
        "print(oct(os.stat(sys.argv[1]).st_mode & 0o777)); sys.stdout.flush(); os.abort()"
    )
    words = [sys.executable, "-c", program, str(tmp_path / "file")]
    ran = subprocess.run(words, cwd=ROOT, umask=0, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == -signal.SIGABRT
    assert ran.stdout.split("\n")[:2] == ["(0, 0)", "0o600"]


def test_requirement_019_what_holds_a_key_does_not_show_it(context: Context) -> None:
    """In a traceback, a log line or a debugger's list of locals."""
    key = "sk-canary-shown-0123456789"
    profile = Profile(id="p", name="P", endpoints=(Endpoint("chat", "https://a.example/v1"),))
    exchange = Exchange(client="other", access_key="default", inbound_wire="chat", path=f"/v1/x?key={key}")
    exchange.secrets, exchange.client_request = (key,), key.encode()
    held = [
        BoundKey("p", key, ("https://a.example",)),
        Removal(profile, ("p",), key=key),
        FoundKey(value=key),
        Running(1, 2, key, "0.1"),
        AccessKey("n", key),
        KeyCache(context.keys),
        context,
        exchange,
    ]
    assert [type(one).__name__ for one in held if key in repr(one) or key in str(one)] == []
