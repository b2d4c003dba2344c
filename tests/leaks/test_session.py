"""Requirement 17 (goal G7): a whole session with canary keys, and then a search for them wherever we leave anything.

The service, the command line and the app run as processes of their own. The provider repeats the keys that it gets in
errors, headers, addresses and pages; the app and the service crash; requests are exported. Searched are all files below
the home, what the processes printed, their arguments and environments while they ran, what a screen reader gets, and
the record once more after it is unpacked.
"""

import itertools
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from app import discovery
from app.context import Context
from proxy.zstd import decompress
from tests import extent
from tests.app.serving import DEADLINE_S, ServiceProcess, ask
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.requests import CHAT, MESSAGES, RESPONSES
from tests.fakes.script import Call, Cut, Eof, Reply, Status, Turn
from tests.leaks.canaries import find, find_in_files, new_key, spellings
from tests.tree import ROOT

REQUESTS = 500 if extent.FULL else 60
EXPORTED = ("requests.har", "requests.jsonl", "check.md")
PATHS = {"responses": "/v1/responses", "messages": "/v1/messages", "chat": "/v1/chat/completions"}
BODIES: Mapping[str, dict[str, Any]] = {"responses": RESPONSES, "messages": MESSAGES, "chat": CHAT}


class Watch:
    """Reads the arguments and the environment of our processes, and of all that they start, while they run."""

    def __init__(self) -> None:
        self.seen: dict[tuple[int, str], bytes] = {}
        self._roots: set[int] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(DEADLINE_S)

    def follow(self, pid: int) -> None:
        self._roots.add(pid)

    def _run(self) -> None:
        while not self._stop.wait(0.02):
            for pid in self._family():
                for name in ("cmdline", "environ"):
                    with suppress(OSError):
                        data = Path(f"/proc/{pid}/{name}").read_bytes()
                        if data not in self.seen.get((pid, name), b""):
                            self.seen[pid, name] = self.seen.get((pid, name), b"") + data

    def _family(self) -> set[int]:
        found, waiting = set[int](), list(self._roots)
        while waiting:
            pid = waiting.pop()
            found.add(pid)
            with suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    waiting += [
                        int(one) for one in (task / "children").read_text().split() if int(one) not in found
                    ]
        return found


class Session:
    """The processes of one user, and all that they said."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self.said = folder / "said"
        self.said.mkdir()
        self._watch = watch
        self._numbers = itertools.count()

    def run(self, *words: str, stdin: str = "", ok: bool = True, module: str = "app.cli") -> int:
        """Run a command to its end; what it prints is kept to be searched."""
        place = self.said / f"{next(self._numbers):03d}-{words[0].replace('/', '_')[-40:]}"
        with place.with_suffix(".out").open("wb") as out, place.with_suffix(".err").open("wb") as err:
            child = subprocess.Popen(
                [sys.executable, "-m", module, *words],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=out, stderr=err,
            )  # fmt: skip
            self._watch.follow(child.pid)
            child.communicate(stdin.encode(), DEADLINE_S)
        assert not ok or child.returncode == 0, place.with_suffix(".err").read_text()[-2000:]
        return child.returncode

    def keep(self, name: str, text: str) -> None:
        (self.said / f"{next(self._numbers):03d}-{name}").write_text(text)


def repeating(number: Iterator[int]) -> Any:
    """A provider that fails in many ways and repeats the key of the request wherever it can."""

    def turn(seen: Ask) -> Turn:
        key = seen.key
        turns: tuple[Turn, ...] = (
            Reply(text="fine", calls=[Call("shell", {"command": "ls"})]),
            Status(401, f"Incorrect API key provided: {key}. You can find your key at https://p.example/keys?key={key}"),
            Status(400, f"bad header Authorization: Bearer {key}", headers={"x-echo": key}),
            Status(500, body=f"<html>{key}<script>'{json.dumps(key)}'</script></html>", content_type="text/html"),
            Status(302, headers={"Location": f"https://elsewhere.example/login?key={key}&next={key}"}),
            Reply(text="cut", troubles=[Cut(after=3)]),
            Reply(text="end", troubles=[Eof(after=3)]),
            Status(429, f"slow down, {key}", headers={"Retry-After": "0"}),
            Reply(text=f"your key is {key} indeed", reasoning=f"the key {key} was sent"),
            Status(403, body={"error": {"message": f"key {key[:20]} of {key}", "metadata": {"raw": {"key": key}}}}),
        )  # fmt: skip
        return turns[next(number) % len(turns)]

    return turn


def ask_service(context: Context, method: str, path: str, body: Any = None) -> tuple[int, str]:
    """Ask the control API."""
    running = discovery.read(context.paths)
    assert running
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {running.token}"}
    data = None if body is None else json.dumps(body).encode()
    return ask(f"{running.base_url}/_turnout/{path}", method, data, headers)


def unpacked(database: Path) -> bytes:
    """Return every value of the record, what is compressed also as it was."""
    found = []
    with closing(sqlite3.connect(database)) as store:
        tables = [name for [name] in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in store.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - the store's own names
                for value in row:
                    data = value if isinstance(value, bytes) else str(value).encode()
                    found.append(data)
                    with suppress(Exception):
                        found.append(decompress(data))
    return b"\n".join(found)


def send(base: str, context: Context, number: int, foreign: str) -> tuple[int, str]:
    """A request of a client that shows more credentials than it should."""
    wire = ("responses", "messages", "chat")[number % 3]
    body = {**BODIES[wire], "stream": number % 2 == 0}
    key = context.access.get(("codex", "claude-code", "default")[number % 3])
    headers = {
        "Content-Type": "application/json", "Authorization": f"Bearer {key}", "Cookie": f"s={foreign}",
        "api-key": foreign, "x-goog-api-key": foreign, "chatgpt-account-id": foreign,
        "Proxy-Authorization": f"Basic {foreign}",
    }  # fmt: skip
    return ask(f"{base}{PATHS[wire]}?key={foreign}&x=1", "POST", json.dumps(body).encode(), headers)


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.timeout(900)
def test_requirement_017_no_key_is_left_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_umask: None
) -> None:
    vault = tmp_path / "vault"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.leaks.outside.OutsideKeyring")
    monkeypatch.setenv("CANARY_KEYRING", str(vault))
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    keys = {name: new_key(name) for name in ("first", "second", "typed", "foreign", "former")}
    home = tmp_path / "home"
    (home / ".codex").mkdir()
    (home / ".codex" / "config.toml").write_text('model = "own"\n')
    said_by_reader = tmp_path / "said" / "reader.txt"
    crashes = []
    with FakeProvider() as provider, Watch() as watch:
        provider.script = repeating(itertools.count())
        session = Session(tmp_path, watch)
        session.run("config", "set", "record_bodies", "all")
        for name, wire in (("first", "chat"), ("second", "messages")):
            words = ("profile", "add", name, "--base-url", provider.url(wire), "--wire", wire, "--model", "m")
            session.run(*words, "--key-stdin", stdin=keys["former" if name == "first" else name])
        session.run("key", "set", "first", stdin=keys["first"])

        with ServiceProcess(tmp_path / "said", "--port", "0") as service:
            watch.follow(service.child.pid)
            context = Context.from_environment()
            base = f"http://127.0.0.1:{service.port}"
            session.run("use", "first")
            for path, body in (
                ("use", {"profile": "second", "clients": ["claude-code"], "mode": "proxy"}),
                ("fallbacks/codex", {"profiles": ["second"]}),
            ):
                ask_service(context, "PUT" if path != "use" else "POST", path, body)
            for number in range(REQUESTS):
                status, answer = send(base, context, number, keys["foreign"])
                assert status >= 200
                if "your key is" not in answer:  # what the model itself says is the client's
                    session.keep("answer", answer)
            for method, path, body in (
                ("PUT", "keys/second", {"key": keys["second"]}),
                ("POST", "models", {"profile": "first"}),
                (
                    "POST",
                    "profiles/preview",
                    {"id": "first", "base_url": "https://b.example/v1", "key": keys["typed"]},
                ),
                ("POST", "profiles", {"preset": "deepseek", "id": "third", "key": keys["typed"]}),
                (
                    "POST",
                    "profiles",
                    {"preset": "deepseek", "id": "fourth", "key": f"{keys['typed']} {keys['typed']}"},
                ),
                ("POST", "profiles", {"preset": "deepseek", "headers": {"x-api-key": keys["typed"]}}),
                ("POST", "profiles", {"base_url": f"https://{keys['typed']}@c.example/v1", "wire": "chat"}),
                ("GET", "profiles", None),
                ("GET", "status", None),
                ("GET", "doctor", None),
                ("GET", "exchanges?limit=500", None),
            ):
                session.keep(
                    path.replace("/", "_").partition("?")[0], ask_service(context, method, path, body)[1]
                )
            undo = json.loads(ask_service(context, "DELETE", "profiles/third")[1])["undo"]
            session.keep("undone", ask_service(context, "POST", "profiles/undo", {"token": undo})[1])
            listed = json.loads(ask_service(context, "GET", "exchanges?limit=500")[1])["exchanges"]
            assert len(listed) >= REQUESTS
            for one in listed[:12]:
                for form in ("", "/curl?secret=placeholder", "/report"):
                    session.keep("detail", ask_service(context, "GET", f"exchanges/{one['id']}{form}")[1])
            session.run("export", "--format", "har", "--out", str(home / "requests.har"))
            jsonl = {"format": "jsonl", "path": str(home / "requests.jsonl")}
            session.keep("exported", ask_service(context, "POST", "export", jsonl)[1])
            session.run("check", "first", "--quick", "--report", str(home / "check.md"), ok=False)
            session.run("undo", ok=False)
            with said_by_reader.open("w"):
                pass
            for how in ("segv", "abort", "exception") if extent.FULL else ("segv",):
                window = (str(said_by_reader), how)
                crashes.append(
                    session.run(*window, stdin=keys["typed"], module="tests.leaks.window", ok=False)
                )
            assert service.end(signal.SIGABRT) == -signal.SIGABRT
        with ServiceProcess(tmp_path / "said", "--port", "0") as service:
            watch.follow(service.child.pid)
            session.keep("status", ask_service(context, "GET", "status")[1])
            assert service.end() == 0

    assert crashes[0] == -signal.SIGSEGV
    [crash] = home.rglob("crash.log")
    assert "RuntimeError: a slot failed over" in crash.read_text()
    assert extent.FULL or "Segmentation fault" in crash.read_text()
    reader = said_by_reader.read_text()
    assert "first" in reader
    assert len(reader) > 2_000
    assert {path.name for path in (vault / "turnout").iterdir()} >= {"first", "second"}
    assert not [
        path
        for path in (*ROOT.glob("core*"), *home.rglob("core*"))
        if re.fullmatch(r"core(\.\d+)?", path.name)
    ]

    loose = [str(path) for path in home.rglob("*") if not path.is_symlink() and path.lstat().st_mode & 0o077]
    assert [path for path in loose if not path.startswith((str(home / ".codex"), str(home / ".")))] == []
    found, files, size = find_in_files([home, tmp_path / "said"], keys)
    record = unpacked(Context.from_environment().log_file)
    found += [f"the record: {one}" for one in find(record, keys)]
    # Our own access keys are in our files and the clients'; in what is shown or handed on they are not.
    own = {name: Context.from_environment().access.get(name) for name in ("codex", "claude-code", "default")}
    found += find_in_files([tmp_path / "said"], own)[0]
    found += [f"{name}: {one}" for name in EXPORTED for one in find((home / name).read_bytes(), own)]
    found += [f"the record: {one}" for one in find(record, own)]
    found += [
        f"/proc/{pid}/{name}: {one}" for (pid, name), data in watch.seen.items() for one in find(data, keys)
    ]
    assert found == [], "\n".join(found)
    assert b"your key is" in record
    assert len({pid for pid, _ in watch.seen}) >= 10
    extent.report({
        "canary session": REQUESTS, "files": files, "bytes": size, "record": len(record), "heard": len(reader),
        "processes": len({pid for pid, _ in watch.seen}), "hits": len(found),
    })  # fmt: skip


@pytest.mark.parametrize(
    "hide",
    [
        lambda key: key,
        lambda key: f"...{key[9:23]}...",
        lambda key: key.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
        lambda key: json.dumps({"key": key}).replace("/", r"\/"),
        lambda key: key.encode().hex(),
        lambda key: key.encode().hex().upper(),
        *(
            lambda key, before=before: (
                __import__("base64").b64encode(b"x" * before + key.encode() + b"yy").decode()
            )
            for before in range(3)
        ),
    ],
    ids=("raw", "piece", "url", "json", "hex", "HEX", "base64-0", "base64-1", "base64-2"),
)
def test_the_search_finds_what_is_planted(hide: Any, tmp_path: Path) -> None:
    keys = {"k": new_key("k"), "other": new_key("other")}
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.bin").write_bytes(b"\0" * 5000 + hide(keys["k"]).encode() + b"\xff" * 5000)
    found, files, _ = find_in_files([tmp_path], keys)
    assert files == 1
    assert len(found) == 1
    assert ": k: " in found[0]
    assert all(len(one) >= 12 for one in spellings(keys["k"]))
