"""The bundle as people hand it on: none of their secrets in it, and all of it told before."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app import discovery, switching
from app.context import Context
from app.diagnostics import Entry, collect, manifest, save
from app.diagnostics.bundle import MANIFEST
from app.errors import AppError
from profiles.making import make_profile
from profiles.overrides import Override
from profiles.profile import KeyRef
from tests.app.serving import ServiceInThread, chat, post
from tests.fakes.asked import Ask
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Status, Turn
from tests.leaks.canaries import find, new_key

USER = "wilhelmina"
PROMPT = "the secret plan of the purple elephant"
GITHUB = "ghp_" + "a1B2c3D4e5F6" * 3
ALWAYS = ["manifest.json", "versions.json", "doctor.json", "status.json", "settings.json", "routes.json",
          "profiles.json", "checks.json", "clients.json"]  # fmt: skip
ASKED_FOR = ((0, False), (5, False), (5, True))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with somebody's name in it."""
    home = tmp_path / USER
    (home / ".codex").mkdir(parents=True)
    monkeypatch.setenv("LOGNAME", USER)
    for name, folder in (
        ("HOME", home), ("TURNOUT_HOME", home / "t"), ("CODEX_HOME", home / ".codex"),
        ("CLAUDE_CONFIG_DIR", home / ".claude"),
    ):  # fmt: skip
        monkeypatch.setenv(name, str(folder))
    return home


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def whole(entries: tuple[Entry, ...]) -> bytes:
    return b"\n".join(one.name.encode() + one.data for one in entries)


def value(entries: tuple[Entry, ...], name: str) -> Any:
    [found] = [one.data for one in entries if one.name == name]
    return json.loads(found)


def repeat(seen: Ask) -> Turn:
    """A provider that says the key again, and what it was asked."""
    said = f"bad key {seen.key} for {PROMPT}"
    return Status(400, said, headers={"x-echo": seen.key}) if seen.model == "bad" else Reply(text=said)


def test_nobodys_secret_is_in_it(
    home: Path, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, no_umask: None
) -> None:
    keys = {
        name: new_key(name)
        for name in ("ring", "variable", "header", "override", "proxy", "path", "theirs", "prompt")
    }
    monkeypatch.setenv("MY_KEY", keys["variable"])
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{quote(keys['proxy'], safe='')}@proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    (home / ".codex" / "config.toml").write_text(
        f'model = "{keys["theirs"]}"\n[mcp_servers.x]\nargs = ["{PROMPT}"]\n'
    )
    with FakeProvider() as provider:
        provider.script = repeat
        context = Context.from_environment()
        ring = KeyRef("keyring")
        one = make_profile("one", base_url=provider.url("chat"), wire="chat", model="bad", key=ring).profile
        one = replace(one, headers={"x-team": keys["header"]}, overrides={
            "*": Override(headers={"x-more": keys["override"]}, system_prefix=PROMPT),
        })  # fmt: skip
        gateway = f"https://gate.example/{quote(keys['path'], safe='')}/v1"
        two = make_profile("two", base_url=gateway, wire="chat", model="m").profile
        two = replace(two, key=KeyRef("env", "MY_KEY"), proxy="http://proxy.example:3128")
        for profile in (one, two):
            context.profiles.add(profile)
        context.keys.give(one, keys["ring"])
        context.routes.set("other", "one")
        with ServiceInThread() as service:
            switching.switch(context, "one", ["codex"], port=service.port)
            access = context.access.get("default")
            for number in range(3):
                words = f"{PROMPT} {number}: DEEPSEEK_API_KEY={keys['prompt'][10:]} {GITHUB} in {home}/src"
                assert chat(service.base, words, key=access, model="bad")[0] == 400
            post(service.base, f"/v1/chat/completions?key={keys['prompt']}", {"x": PROMPT}, "wrong")
            running = discovery.read(context.paths)
            token = running.token if running else ""
            said = f"{home}/src/x.py: key {keys['ring']}, {keys['variable']}, {access}, {GITHUB} of {USER}."
            for name in ("service.log", "turnout.log", "crash.log", "crash.old.log"):
                with (context.paths.logs / name).open("a") as log:
                    log.write(f"{said}\n{json.dumps(said)}\n")
            (context.paths.logs / "crash.old.log").write_text(f"the control token {token}")
            bundles = [collect(context, number, bodies=bodies) for number, bodies in ASKED_FOR]
        # Nothing runs, and nobody knows its token any more.
        (context.paths.logs / "crash.old.log").write_text("")
        bundles += [collect(context, number, bodies=bodies) for number, bodies in ASKED_FOR]

    own = {name: context.access.get(name) for name in ("codex", "claude-code", "default")} | {"token": token}
    found, prompts = [], []
    for number, entries in enumerate(bundles):
        save(home / f"{number}.zip", entries)
        data = whole(entries)
        found += [f"{number}: {hit}" for hit in find(data, {**keys, **own, "github": GITHUB})]
        found += [f"{number}: {word}" for word in (str(home), USER) if word.lower().encode() in data.lower()]
        prompts.append(PROMPT.encode() in data)
        assert (home / f"{number}.zip").stat().st_mode & 0o777 == 0o600
    assert found == [], "\n".join(found)
    assert prompts == [False, False, True] * 2
    # It still says what it is for.
    told = bundles[0]
    assert [one.name for one in told][: len(ALWAYS)] == ALWAYS
    assert value(told, "status.json")["running"] is True
    assert value(bundles[3], "status.json")["running"] is False
    profiles = value(told, "profiles.json")
    assert profiles[0]["endpoints"][0]["base_url"].startswith("http://127.0.0.1:")
    assert profiles[0]["headers"] == {"x-team": "•••"}
    assert profiles[1]["endpoints"][0]["base_url"] == "https://gate.example/•••/v1"
    assert profiles[1]["proxy"] == "http://proxy.example:3128"
    [entries] = value(told, "clients.json")["entries"].values()
    assert entries["model_provider"] == '"turnout"'
    for bundle in (bundles[1], bundles[4]):
        assert [one["error"] for one in value(bundle, "requests.json")[:3]] == ["bad_request"] * 3
    said = value(bundles[2], "requests.json")[0]["bodies"]
    assert "~/src" in said["client_request"]
    assert "bad key •••" in said["upstream_response"]
    logs = {one.name: one.data.decode() for one in told if one.name.startswith("logs/")}
    assert set(logs) == {"logs/service.log", "logs/turnout.log", "logs/crash.log", "logs/crash.old.log"}
    assert "~/src/x.py" in logs["logs/service.log"]


def test_what_is_told_is_what_is_in_the_file(home: Path) -> None:
    entries = collect(Context.from_environment(), 3)
    save(home / "b.zip", entries)
    with zipfile.ZipFile(home / "b.zip") as packed:
        assert [(one.filename, one.file_size) for one in packed.infolist()] == [
            (one["name"], one["size"]) for one in manifest(entries)
        ]
        assert json.loads(packed.read(MANIFEST)) == manifest(entries[1:])
        assert packed.testzip() is None
    assert all(one["holds"] for one in manifest(entries))


def test_no_file_is_replaced_unasked(home: Path) -> None:
    path, entries = home / "b.zip", (Entry("a", "", "", b"1"),)
    path.write_text("mine")
    with pytest.raises(AppError, match="there already"):
        save(path, entries)
    assert path.read_text() == "mine"
    save(path, entries, replace=True)
    assert zipfile.is_zipfile(io.BytesIO(path.read_bytes()))
    with pytest.raises(AppError, match="could not be written"):
        save(home / "none" / "b.zip", entries)
    assert {one.name for one in home.iterdir()} <= {".codex", "t", "b.zip"}


def test_damaged_files_are_said(home: Path) -> None:
    context = Context.from_environment()
    for path in (
        context.profiles.path,
        context.settings.path,
        context.paths.activation_json,
        context.access.path,
    ):
        path.write_text('[[["' + PROMPT)
    context.log_file.write_bytes(b"no database " * 1000)
    entries = collect(context, 5, bodies=True)
    assert [one.name for one in entries] == [*ALWAYS, "requests.json"]
    for name in ("profiles.json", "settings.json", "clients.json", "requests.json"):
        assert value(entries, name)["problem"], name
    assert {one["id"] for one in value(entries, "doctor.json")}
    assert PROMPT.encode() not in whole(entries)
