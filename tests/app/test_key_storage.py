"""Where keys are: moved only when asked, said everywhere, and what requests notice of it."""

import http.client
import json
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from keyring.backend import KeyringBackend

from app.context import Context
from app.doctor import find_problems, mend
from app.key_storage import move_keys, where
from profiles.making import make_profile
from profiles.profile import KeyRef, Wire
from profiles.secrets import READ_DEADLINE_S
from tests.app.conftest import Turnout
from tests.app.control.conftest import Ask, service  # noqa: F401 - a fixture
from tests.app.control.conftest import ask as ask
from tests.app.serving import ServiceInThread, chat
from tests.fakes.keyring_backends import HangingKeyring, LockedKeyring, MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply

KEY, OTHER = "sk-canary-storage-0123456789", "sk-canary-storage-9876543210"
MESSAGE_SECONDS = 6.0
"""A keyring that hangs is said to the client by then."""


@pytest.fixture
def profiles(context: Context, memory_keyring: MemoryKeyring) -> Context:
    """Two profiles with keys in the keyring, one whose key is elsewhere."""
    for name, key in (("one", KEY), ("two", OTHER)):
        context.profiles.add(make_profile(name, preset="deepseek").profile)
        context.secrets.set(name, key)
    context.profiles.add(make_profile("env", preset="deepseek", key=KeyRef("env", "X_KEY")).profile)
    return context


def test_there_and_back_at_the_command_line(
    turnout: Turnout, profiles: Context, memory_keyring: MemoryKeyring
) -> None:
    file = profiles.paths.secrets_toml
    assert turnout("key", "storage", "--json").json == {"key_storage": "keyring", "moved": []}
    assert turnout("key", "storage").out == "Keys are in the keyring.\n"
    ran = turnout("key", "storage", "file", "--json")
    assert (ran.status, ran.json) == (0, {"key_storage": "file", "moved": ["one", "two"]})
    assert "every program that runs as you" in ran.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert memory_keyring.kept == {}
    assert turnout("key", "get", "two").out == f"{OTHER}\n"
    assert turnout("config", "get", "key_storage").out == "file\n"
    # Said wherever somebody looks.
    assert turnout("status", "--json").json["keyring"] == "ok: file"
    assert f"Keys: in a file ({file})" in turnout("status").out
    [finding] = [one for one in turnout("doctor", "--json").json["findings"] if one["id"] == "keys_in_file"]
    assert (finding["severity"], finding["fix"]) == ("warning", "turnout key storage keyring")
    assert str(file) in turnout("key", "set", "one", stdin=KEY).out
    assert str(file) in turnout("key", "delete", "one").out
    ran = turnout("key", "storage", "keyring")
    assert ran.out == "1 key moved.\nKeys are in the keyring.\n"
    assert not file.exists()
    assert memory_keyring.kept == {("turnout", "two"): OTHER}


def test_a_setting_that_is_a_move(turnout: Turnout, profiles: Context, memory_keyring: MemoryKeyring) -> None:
    ran = turnout("config", "set", "key_storage", "file")
    assert (ran.status, "every program" in ran.err) == (0, True)
    assert memory_keyring.kept == {}
    assert turnout("key", "get", "one").out == f"{KEY}\n"
    assert turnout("config", "set", "key_storage", "cloud", "--json").error["code"] == "bad_setting"


def test_over_http(ask: Ask, profiles: Context, memory_keyring: MemoryKeyring) -> None:
    answer = ask("PATCH", "settings", {"key_storage": "file", "theme": "dark"})
    assert answer["settings"]["key_storage"] == "file"
    assert any("every program" in one for one in answer["warnings"])
    assert memory_keyring.kept == {}
    # What the window's badge goes by.
    assert ask("GET", "status")["keyring"] == {"backend": "file", "state": "ok", "message": ""}
    states = {one["id"]: one["key"]["state"] for one in ask("GET", "profiles")["profiles"]}
    assert states == {"one": "present", "two": "present", "env": "missing"}
    assert ask("PUT", "keys/one", {"key": OTHER})["state"] == "present"
    assert (
        ask("PATCH", "settings", {"key_storage": "cloud", "theme": "light"}, 400)["error"]["code"]
        == "bad_setting"
    )
    assert (
        ask("PATCH", "settings", {"key_storage": "keyring", "port": -1}, 400)["error"]["code"]
        == "bad_setting"
    )
    assert memory_keyring.kept == {}, "all or none"
    ask("PATCH", "settings", {"key_storage": "keyring"})
    assert memory_keyring.kept == {("turnout", "one"): OTHER, ("turnout", "two"): OTHER}


def test_a_keyring_that_is_locked_keeps_keys_where_they_are(
    turnout: Turnout, profiles: Context, use_keyring: Callable[[KeyringBackend], KeyringBackend]
) -> None:
    assert turnout("key", "storage", "file").status == 0
    use_keyring(LockedKeyring())
    ran = turnout("key", "storage", "keyring", "--json")
    assert (ran.status, ran.error["code"]) == (1, "keyring_locked")
    assert turnout("key", "get", "one").out == f"{KEY}\n"
    assert where(Context.from_environment()).startswith("a file")


def test_an_interrupted_move_is_found_and_finished(profiles: Context, memory_keyring: MemoryKeyring) -> None:
    """As after a kill right after the setting had changed."""
    move_keys(profiles, "file")
    memory_keyring.kept["turnout", "one"] = KEY
    note = {"from": "keyring", "to": "file", "ids": ["one", "two"]}
    profiles.paths.key_move_json.write_text(json.dumps(note))
    [finding] = [one for one in find_problems(profiles) if one.id == "keys_moving"]
    assert (finding.severity, finding.fixable) == ("severe", True)
    mend(profiles, "keys_moving")
    assert memory_keyring.kept == {}
    assert [one for one in find_problems(profiles) if one.id == "keys_moving"] == []
    assert profiles.secrets.get("one") == KEY


def test_the_service_finishes_it_at_its_start(profiles: Context, memory_keyring: MemoryKeyring) -> None:
    profiles.secrets.file.set("one", KEY)
    profiles.paths.key_move_json.write_text(json.dumps({"from": "keyring", "to": "file", "ids": ["one"]}))
    with ServiceInThread():
        assert not profiles.paths.secrets_toml.exists()
        assert not profiles.secrets.is_moving()
    assert memory_keyring.kept["turnout", "one"] == KEY


# -- while requests run ---------------------------------------------------------------------------------


@pytest.fixture
def provider(context: Context) -> Iterator[FakeProvider]:
    """A provider that takes any key, and its profile with the key in the keyring."""
    with FakeProvider(Reply(text="hi")) as running:
        made = make_profile("fake", base_url=running.url("chat"), wire="chat", key=KeyRef()).profile
        context.profiles.add(made)
        context.routes.set("other", "fake")
        yield running


@pytest.mark.parametrize("change", ["replaced", "deleted", "moved"])
def test_a_key_changes_while_a_request_runs(
    context: Context, provider: FakeProvider, turnout: Turnout, memory_keyring: MemoryKeyring, change: str
) -> None:
    """The request under way ends as it began, the next one has the new key, and the old one leaves the memory."""
    context.secrets.set("fake", KEY)
    release = threading.Event()
    provider.play(Reply(text="held", troubles=[Hold(release)]))
    access = context.access.get("default")
    with ServiceInThread() as running, ThreadPoolExecutor(1) as pool:
        assert running.service
        keys = running.service._keys
        held = pool.submit(chat, running.base, key=access)
        provider.wait(1)
        if change == "replaced":
            assert turnout("key", "set", "fake", stdin=OTHER).status == 0
        elif change == "deleted":
            assert turnout("key", "delete", "fake").status == 0
        else:
            assert turnout("key", "storage", "file").status == 0
        assert KEY in keys.values(), "the record still has to leave it out of the request under way"
        provider.play(Reply(text="next"))
        status, said = chat(running.base, key=access)
        if change == "deleted":
            assert status != 200
            assert "turnout key set fake" in said
        else:
            assert (status, said) == (200, "next")
            assert provider.asks[-1].key == (OTHER if change == "replaced" else KEY)
        release.set()
        assert held.result(60) == (200, "held")
        deadline = time.monotonic() + 60
        while change != "moved" and KEY in keys.values():
            assert time.monotonic() < deadline, "the old key stays in memory"
            time.sleep(0.01)


def post(port: int, path: str, body: Any, key: str) -> tuple[int, Mapping[str, str], str]:
    """As a client does; the status, the headers and the text of the reply."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        connection.request("POST", path, json.dumps(body), headers)
        reply = connection.getresponse()
        return (
            reply.status,
            {name.lower(): value for name, value in reply.getheaders()},
            reply.read().decode(),
        )


@pytest.mark.parametrize("wire", ["responses", "messages"])
def test_a_keyring_that_hangs_is_said_in_time_and_holds_up_nobody_else(
    context: Context,
    provider: FakeProvider,
    use_keyring: Callable[[KeyringBackend], KeyringBackend],
    monkeypatch: pytest.MonkeyPatch,
    wire: Wire,
) -> None:
    assert READ_DEADLINE_S < MESSAGE_SECONDS
    monkeypatch.setenv("FAKE_KEY", KEY)
    made = make_profile(
        "fast", base_url=provider.url("chat"), wire="chat", key=KeyRef("env", "FAKE_KEY")
    ).profile
    context.profiles.add(made)
    backend = HangingKeyring()
    use_keyring(backend)
    client = "codex" if wire == "responses" else "claude-code"
    context.routes.set(client, "fake")
    context.routes.set("other", "fast")
    path, body = {
        "responses": ("/v1/responses", {"model": "m", "input": "hi"}),
        "messages": (
            "/v1/messages",
            {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]},
        ),
    }[wire]
    try:
        with ServiceInThread() as running, ThreadPoolExecutor(1) as pool:
            began = time.monotonic()
            hanging = pool.submit(post, running.port, path, body, context.access.get(client))
            assert backend.asked.wait(60)
            slowest = 0.0
            while not hanging.done():
                at = time.monotonic()
                assert chat(running.base, key=context.access.get("default"))[0] == 200
                slowest = max(slowest, time.monotonic() - at)
                time.sleep(0.05)
            status, headers, said = hanging.result()
            assert time.monotonic() - began < 4 * MESSAGE_SECONDS, "generous: a busy machine"
            assert slowest < READ_DEADLINE_S, "others waited for the keyring"
    finally:
        backend.answer.set()
    assert "keyring" in said
    assert KEY not in said
    # Neither client tries again (Codex 0.169.0 at a 400, Claude Code 2.1.329 by the header).
    assert (status if wire == "responses" else headers["x-should-retry"]) in (400, "false")
