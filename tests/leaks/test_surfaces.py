"""Whatever writes down what was asked and answered goes through the redaction: one table of all such surfaces.

The provider repeats the profile's key, and the client's request holds other people's: in its headers, its address, its
prompt and a tool's result. Each surface is asked with the service and, where it can be, without it.
"""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app import discovery
from app.cli import main
from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests.app.serving import ServiceInThread, post
from tests.fakes.asked import Ask
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Status, Turn
from tests.leaks.canaries import find, new_key

GITHUB = "ghp_" + "a1B2c3D4e5F6" * 3
AWS = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"
Say = Callable[..., str]

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "log": ("log",),
    "log --json": ("log", "--json"),
    "log show": ("log", "show", "ID"),
    "log show --json": ("log", "show", "ID", "--json"),
    "export har": ("export", "--format", "har", "--out", "FILE"),
    "export jsonl": ("export", "--format", "jsonl", "--out", "FILE"),
    "diagnostics": ("diagnostics", "--out", "FILE", "--force"),
    "diagnostics, requests": ("diagnostics", "--out", "FILE", "--force", "--requests", "9"),
    "diagnostics, bodies": ("diagnostics", "--out", "FILE", "--force", "--requests", "9", "--bodies"),
    "status": ("status", "--json"),
    "doctor": ("doctor", "--json"),
}
ASKED: Mapping[str, tuple[str, str]] = {
    "list": ("GET", "exchanges"),
    "detail": ("GET", "exchanges/ID"),
    "curl": ("GET", "exchanges/ID/curl?leg=upstream"),
    "client's curl": ("GET", "exchanges/ID/curl?leg=client"),
    "report": ("GET", "exchanges/ID/report"),
    "export": ("POST", "export"),
    "status, asked": ("GET", "status"),
    "usage": ("GET", "usage?from=2020-01-01&to=2099-01-01"),
}
TELL_OF_REQUESTS = {
    "log", "log --json", "log show", "log show --json", "export har", "export jsonl", "diagnostics, requests",
    "diagnostics, bodies", "list", "detail", "report", "export", "events",
}  # fmt: skip
"""These name the request, so that one that says nothing at all is seen."""


def repeat(seen: Ask) -> Turn:
    said = f"Incorrect key {seen.key}, see https://p.example/keys?key={seen.key}"
    return Status(401, said, headers={"x-echo": seen.key}) if seen.model == "bad" else Reply(text=said)


def text_of(path: Path) -> str:
    """A file as text; a zip file as what is in it."""
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


def run(words: tuple[str, ...], request: str, file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints and writes."""
    file.unlink(missing_ok=True)
    main([{"ID": request, "FILE": str(file)}.get(word, word) for word in words])
    said = capsys.readouterr()
    return said.out + said.err + (text_of(file) if file.exists() else "")


def surfaces(
    service: ServiceInThread, request: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[str, str]]:
    for name, words in COMMANDS.items():
        yield name, run(words, request, file, capsys)
    for name, (method, path) in ASKED.items():
        file.unlink(missing_ok=True)
        body = {"path": str(file), "format": "jsonl"} if method == "POST" else None
        status, answer = service.control(method, path.replace("ID", request), body)
        assert status == 200, f"{name}: {answer}"
        yield name, json.dumps(answer, ensure_ascii=False) + (text_of(file) if file.exists() else "")


def test_every_surface_is_redacted(
    memory_keyring: MemoryKeyring, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context, file = Context.from_environment(), tmp_path / "handed.on"
    keys = {name: new_key(name) for name in ("profile", "foreign")}
    told: list[tuple[str, str]] = []
    with FakeProvider() as provider:
        provider.script = repeat
        for model in ("bad", "good"):
            url = provider.url("chat")
            key = KeyRef("keyring")
            profile = make_profile(model, base_url=url, wire="chat", model=model, key=key).profile
            context.profiles.add(profile)
            context.keys.give(profile, keys["profile"])
        with ServiceInThread() as service:
            access = context.access.get("default")
            running = discovery.read(context.paths)
            assert running
            events: list[Any] = []
            for model in ("bad", "good"):
                context.routes.set("other", model)
                service.run(service.service.reload())  # type: ignore[union-attr]
                with discovery.follow(running) as stream:
                    send(service, access, keys["foreign"])
                    for event in stream:
                        events.append(event)
                        if event["event"] == "exchange" and event["data"]["state"] != "live":
                            break
                request = events[-1]["data"]["id"]
                told.append(("events", json.dumps(events)))
                told += surfaces(service, request, file, capsys)
        told += [(name, run(words, request, file, capsys)) for name, words in COMMANDS.items()]

    secrets = {**keys, "access": access, "token": running.token, "github": GITHUB, "aws": AWS}
    found = [f"{name}: {one}" for name, text in told for one in find(text.encode(), secrets)]
    silent = [name for name, text in told if name in TELL_OF_REQUESTS and "x_" not in text]
    assert (found, silent) == ([], [])
    assert len(told) == 3 * len(COMMANDS) + 2 * len(ASKED) + 2
    bodies = " ".join(text for name, text in told if name in ("detail", "log show", "export jsonl"))
    assert "GITHUB_TOKEN=•••" in bodies  # what stood around it is there
    assert "Incorrect key •••" in bodies


def send(service: ServiceInThread, access: str, foreign: str) -> None:
    body = {
        "model": "any",
        "messages": [
            {"role": "user", "content": f"why does GITHUB_TOKEN={GITHUB} not work?"},
            {"role": "assistant", "content": None, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "shell", "arguments": "{}"}},
            ]},
            {"role": "tool", "tool_call_id": "call_1",
             "content": f"> Authorization: Bearer {foreign[10:]}\naws_secret_access_key = {AWS}\n"},
        ],
    }  # fmt: skip
    headers = {"Cookie": f"s={foreign}", "api-key": foreign, "x-goog-api-key": foreign}
    post(service.base, f"/v1/chat/completions?key={foreign}", body, access, **headers)
