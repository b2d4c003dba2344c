"""Requirement 20: without a umask, whatever we create is private from the call that creates it.

The service and the app run under strace: the modes of the calls count, not those that a later chmod leaves.
"""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import discovery
from app.context import Context
from tests import extent
from tests.app.serving import DEADLINE_S, ServiceProcess, ask, run_turnout, wait_until
from tests.fakes.provider import FakeProvider
from tests.fakes.requests import CHAT
from tests.fakes.script import Reply
from tests.machine import find_program
from tests.tree import ROOT

KEY = "sk-canary-modes-0123456789abcdef"
_CREATED = re.compile(
    r'\bopenat?\((?:AT_FDCWD|\d+), "(?P<path>[^"]+)", (?P<flags>[A-Z_|]*O_CREAT[A-Z_|]*), (?P<mode>0\d*)\)'
)
_MADE = re.compile(r'\bmkdir(?:at\((?:AT_FDCWD|\d+), |\()"(?P<path>[^"]+)", (?P<mode>0\d*)\)')
_UMASK = re.compile(r"\bumask\((?P<umask>0\d*)\)")
_BOUND = re.compile(r'\bbind\(\d+, \{sa_family=AF_UNIX, sun_path="(?P<path>/[^"]+)"')


@contextmanager
def traced(trace: Path, *words: str, stdin: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of ours without a umask, each call that creates something written down."""
    calls = "trace=open,openat,mkdir,mkdirat,creat,bind,umask"
    child = subprocess.Popen(
        [find_program("strace", "strace"), "-f", "-qq", "-e", calls, "-o", str(trace), sys.executable, "-m", *words],
        cwd=ROOT, umask=0, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdin
    child.stdin.write(stdin.encode())
    child.stdin.close()
    try:
        yield child
        child.wait(DEADLINE_S)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait(DEADLINE_S)


def created(trace: Path, home: Path) -> dict[str, set[str]]:
    """What was created below the home, with the modes that the calls made."""
    found: dict[str, set[str]] = {}
    umask = 0
    for line in trace.read_text().splitlines():
        if " = -1 " in line:
            continue
        if match := _UMASK.search(line):
            umask = int(match["umask"], 8)
        for kind, pattern in (("file", _CREATED), ("folder", _MADE)):
            if (match := pattern.search(line)) and match["path"].startswith(str(home)):
                mode = int(match["mode"], 8) & ~umask
                found.setdefault(f"{kind} {match['path']}", set()).add(f"{mode:o}")
        if (match := _BOUND.search(line)) and match["path"].startswith(str(home)):
            found.setdefault(f"socket {match['path']}", set()).add("in a private folder")
    return found


def open_to_others(home: Path) -> list[str]:
    """What others may read or write, as it is now."""
    return [
        f"{path} {stat.filemode(path.lstat().st_mode)}"
        for path in home.rglob("*")
        if not path.is_symlink() and path.lstat().st_mode & 0o077
    ]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which everything that is there before is private."""
    place = tmp_path / "home"
    for path in (place, *place.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return place


def test_requirement_020_the_service_and_its_commands_create_nothing_for_others(
    home: Path, tmp_path: Path
) -> None:
    traces = []
    before = os.umask(0)
    try:
        assert run_turnout("key", "storage", "file").returncode == 0
    finally:
        os.umask(before)
    with FakeProvider(Reply(text="hello")) as provider:
        traces.append(tmp_path / "service.trace")
        with traced(
            traces[-1], "app.cli", "serve", "--port", "0", "--port-file", str(home / "port")
        ) as service:
            context = Context.from_environment()
            for _ in wait_until((home / "port").exists):
                assert service.poll() is None
            running = discovery.find(context.paths)
            assert running
            base = running.base_url
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {running.token}"}
            draft = {"id": "p", "base_url": provider.url("chat"), "wire": "chat", "model": "m", "key": KEY}
            for method, path, body in (
                ("POST", "profiles", draft),
                (
                    "POST",
                    "use",
                    {"profile": "p", "clients": ["codex", "claude-code", "other"], "mode": "proxy"},
                ),
                ("POST", "access", {"name": "mine", "rpd": 5}),
                ("PUT", "fallbacks/codex", {"profiles": ["p"]}),
                ("PUT", "profiles/p", {"base_url": "https://b.example/v1"}),
                ("POST", "profiles/p/confirm-key", {"origins": ["https://b.example"]}),
                ("PUT", "profiles/p", {"base_url": draft["base_url"]}),
                ("PATCH", "settings", {"theme": "dark"}),
            ):
                status, answer = ask(f"{base}/_turnout/{path}", method, json.dumps(body).encode(), headers)
                assert status < 300, answer
            client = {
                "Content-Type": "application/json",
                "Authorization": f"Bearer {context.access.get('default')}",
            }
            for _ in range(3):
                status, answer = ask(f"{base}/v1/chat/completions", "POST", json.dumps(CHAT).encode(), client)
                assert status == 200, answer
            for kind in ("har", "jsonl"):
                body = {"format": kind, "path": str(home / f"requests.{kind}")}
                assert ask(f"{base}/_turnout/export", "POST", json.dumps(body).encode(), headers)[0] == 200
            traces.append(tmp_path / "command.trace")
            with traced(traces[-1], "app.cli", "check", "p", "--quick", "--report", str(home / "check.md")):
                pass
            assert ask(f"{base}/_turnout/stop", "POST", b"{}", headers)[0] == 200
    found = {name: modes for trace in traces for name, modes in created(trace, home).items()}
    wrong = {
        name: modes
        for name, modes in found.items()
        if modes != ({"600"} if name.startswith("file") else {"700"} if name.startswith("folder") else modes)
    }
    assert wrong == {}
    assert open_to_others(home) == []
    names = {Path(name.partition(" ")[2]).name for name in found}
    for expected in ("log.db", "log.db-wal", "requests.har", "requests.jsonl", "check.md", "port"):
        assert any(expected in name for name in names), (expected, names)
    assert len(found) > 20
    extent.report({"created under umask 0": len(found), "open to others": len(wrong)})


def test_requirement_020_nor_does_the_app(home: Path, tmp_path: Path) -> None:
    trace = tmp_path / "app.trace"
    with ServiceProcess(tmp_path, "--port", "0") as service:
        with traced(trace, "tests.leaks.window", str(tmp_path / "heard"), "exception", stdin=KEY):
            pass
        assert service.end() == 0
    found = created(trace, home)
    assert any("crash.log" in name for name in found)
    assert any("ui.ini" in name for name in found)
    assert {
        name: modes for name, modes in found.items() if name.startswith("file") and modes != {"600"}
    } == {}
    assert open_to_others(home) == []
