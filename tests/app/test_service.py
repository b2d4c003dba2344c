"""The service from its start to its end, and every change that it has to notice in between."""

import asyncio
import dataclasses
import json
import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app import discovery
from app.context import Context
from app.errors import AlreadyRunningError, PortTakenError
from app.service import Announcement, Service
from app.switching import switch
from profiles.errors import ProfileError
from profiles.making import make_profile
from profiles.prices import Price
from profiles.profile import KeyRef, Wire
from proxy.store import Limits as LogLimits
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread, chat, post, wait_until
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply, Status

KEY = "sk-canary-provider-0123456789"
MINE = "# mine\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "home" / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_text(MINE)
    return file


@pytest.fixture
def provider(context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    """A provider, its profile `fake`, and every client served by it."""
    monkeypatch.setenv("FAKE_KEY", KEY)
    with FakeProvider(Reply(text="from the first"), key=KEY) as first:
        add(context, "fake", first)
        for client in ("codex", "claude-code", "other"):
            context.routes.set(client, "fake")
        yield first


def add(context: Context, name: str, provider: FakeProvider, wire: Wire = "chat", **fields: str) -> None:
    made = make_profile(
        name,
        base_url=provider.url(wire),
        wire=wire,
        model=f"{name}-model",
        key=KeyRef("env", "FAKE_KEY"),
        **fields,
    )
    context.profiles.add(made.profile)


def is_restored(config: Path) -> bool:
    return config.read_text() == MINE


def key(context: Context) -> str:
    return context.access.get("default")


# ---------------------------------------------------------------------------- start and end
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_it_in_order(number: signal.Signals, context: Context, config: Path) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    announced: list[Announcement] = []

    def announce(announcement: Announcement) -> None:
        announced.append(announcement)
        switch(context, "demo", port=announcement.port)
        assert f":{announcement.port}/" in config.read_text()
        os.kill(os.getpid(), number)

    async with asyncio.timeout(60):
        await Service(context).run(0, announce)
    assert is_restored(config)
    assert discovery.read(context.paths) is None
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", announced[0].port), timeout=5)


async def test_the_next_start_connects_again_at_its_own_port(context: Context, config: Path) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    switch(context, "demo", port=1111)
    announced: list[Announcement] = []

    def announce(announcement: Announcement) -> None:
        announced.append(announcement)
        assert f":{announcement.port}/" in config.read_text()
        os.kill(os.getpid(), signal.SIGTERM)

    for _ in range(2):
        await Service(context).run(0, announce)
        assert is_restored(config)
    assert [one.connected for one in announced] == [("codex", "claude-code")] * 2


async def test_a_port_that_is_taken(context: Context, config: Path) -> None:
    """Nobody is connected, nor left connected by a service that was killed; who was, is remembered."""
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        switch(context, "demo", port=port)
        with pytest.raises(PortTakenError, match=f"{port} is held by .*pid {os.getpid()}"):
            await Service(context).run(port, lambda _: None)
        assert is_restored(config)
        assert discovery.read(context.paths) is None
        assert stranger.fileno() > 0
    with ServiceInThread() as service:
        assert service.announcement
        assert service.announcement.connected == ("codex", "claude-code")


async def test_a_second_one_leaves_the_first_alone(context: Context, config: Path) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)

    async def run_second() -> None:
        with pytest.raises(AlreadyRunningError, match=f"pid {os.getpid()}"):
            await Service(context).run(0, lambda _: None)

    def announce(announcement: Announcement) -> None:
        switch(context, "demo", port=announcement.port)
        with ThreadPoolExecutor() as pool:
            pool.submit(asyncio.run, run_second()).result(60)
        assert f":{announcement.port}/" in config.read_text()
        assert discovery.read(context.paths) is not None
        os.kill(os.getpid(), signal.SIGTERM)

    await Service(context).run(0, announce)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[profiles.x\n", "line 1, column 12"),
        ("[profiles.x]\npreset = 5\n", "'x'"),
        ("profiles = 5", "has to be a table"),
    ],
)
async def test_files_that_cannot_be_read_at_the_start(
    content: str, said: str, context: Context, config: Path
) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    switch(context, "demo", port=1111)
    context.profiles.path.write_text(content)
    with pytest.raises(ProfileError, match=said):
        await Service(context).run(0, lambda _: None)
    assert is_restored(config)


async def test_a_fault_while_announcing_still_ends_in_order(context: Context, config: Path) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)

    def announce(announcement: Announcement) -> None:
        switch(context, "demo", port=announcement.port)
        raise FileNotFoundError(2, "No such file", "/nowhere/port")

    with pytest.raises(FileNotFoundError):
        await Service(context).run(0, announce)
    assert is_restored(config)
    assert discovery.read(context.paths) is None


async def test_a_file_that_cannot_be_given_back_is_said(
    context: Context, config: Path, caplog: pytest.LogCaptureFixture
) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)

    def announce(announcement: Announcement) -> None:
        switch(context, "demo", port=announcement.port)
        config.chmod(0o400)
        os.kill(os.getpid(), signal.SIGTERM)

    await Service(context).run(0, announce)
    assert "codex is still connected" in caplog.text


def test_a_running_stream_may_end_after_the_stop(
    context: Context, provider: FakeProvider, config: Path
) -> None:
    release = threading.Event()
    provider.play(Reply(text="word " * 8, troubles=[Hold(release, "middle")]))
    with ServiceInThread() as service, ThreadPoolExecutor() as pool:
        switch(context, "fake")
        asked = {
            "model": "m",
            "max_tokens": 9,
            "stream": True,
            "messages": [{"role": "user", "content": "hi"}],
        }
        answer = pool.submit(post, service.base, "/v1/messages", asked, key(context))
        provider.wait(1)
        stopping = pool.submit(service.stop)
        for _ in wait_until(lambda: is_restored(config)):  # given back before the stream has ended
            assert not stopping.done()
        release.set()
        stopping.result(60)
        status, text = answer.result(60)
    assert (status, "message_stop" in text) == (200, True)


# ---------------------------------------------------------------------------- changes while it runs
def test_an_edit_by_hand_counts_from_the_next_request_on(context: Context, provider: FakeProvider) -> None:
    with ServiceInThread() as service, FakeProvider(Reply(text="from the second"), key=KEY) as second:
        assert chat(service.base, key=key(context)) == (200, "from the first")
        file = context.profiles.path
        file.write_text(file.read_text().replace(provider.url("chat"), second.url("chat")))
        # The key was given for the first: an editor does not say that it goes to the second.
        status, said = chat(service.base, key=key(context))
        assert (status, "key_unconfirmed" in said, second.asks) == (401, True, [])
        confirmed = service.control("POST", "profiles/fake/confirm-key", {"origins": [second.base]})
        assert confirmed[0] == 200
        assert chat(service.base, key=key(context)) == (200, "from the second")
        file = context.routes.path
        file.unlink()
        assert chat(service.base, key=key(context))[0] == 400


@pytest.mark.parametrize("name", ["profiles", "routes", "settings", "access"])
def test_an_invalid_edit_keeps_what_was_and_is_said(
    name: str, context: Context, provider: FakeProvider, turnout: Turnout, caplog: pytest.LogCaptureFixture
) -> None:
    access_key = key(context)
    with ServiceInThread() as service:
        chat(service.base, key=access_key)
        file: Path = getattr(context, name).path
        before = file.read_text() if file.exists() else None
        file.write_text("{[\n")
        for _ in range(2):
            assert chat(service.base, key=access_key) == (200, "from the first")
        said = turnout("status", "--json").json
        assert said["running"] is True
        assert said["routes"]["other"]["profile"] == "fake"
        assert str(file) in said["problem"]
        assert "line 1" in said["problem"]
        assert str(file) in turnout("status").err
        found = {finding["id"] for finding in turnout("doctor", "--json").json["findings"]}
        assert "not_read_again" in found
        assert caplog.text.count("stays in force") == 1
        assert file.read_text() == "{[\n"
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
        assert chat(service.base, key=access_key) == (200, "from the first")
        assert turnout("status", "--json").json["problem"] is None


def test_a_valid_file_with_an_impossible_dialect_keeps_what_was(
    context: Context, provider: FakeProvider
) -> None:
    with ServiceInThread() as service:
        with context.profiles.path.open("a") as file:
            file.write("\n[profiles.fake.dialect.chat]\nno_such_field = 1\n")
        assert chat(service.base, key=key(context)) == (200, "from the first")
        assert service.service
        assert "no_such_field" in str(service.run(service.service.status())["problem"])


def test_the_unforeseen_in_a_file_keeps_what_was(
    context: Context, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ServiceInThread() as service:
        assert service.service
        monkeypatch.setattr(service.service._files, "read", lambda: 1 / 0)
        context.profiles.path.write_text("# changed\n")
        assert chat(service.base, key=key(context)) == (200, "from the first")
        assert "ZeroDivisionError" in str(service.run(service.service.status())["problem"])


def test_a_switch_leaves_a_running_stream_alone(
    context: Context, provider: FakeProvider, turnout: Turnout
) -> None:
    release = threading.Event()
    provider.play(Reply(text="from the first", troubles=[Hold(release, "middle")]))
    with FakeProvider(Reply(text="from the second"), key=KEY) as second, ThreadPoolExecutor() as pool:
        add(context, "second", second, "messages")
        with ServiceInThread() as service:
            asked = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "hi"}]}
            running = pool.submit(post, service.base, "/v1/chat/completions", asked, key(context))
            provider.wait(1)
            assert turnout("use", "second", "--client", "other").status == 0
            assert chat(service.base, key=key(context)) == (200, "from the second")
            release.set()
            _, text = running.result(60)
    deltas = [json.loads(line[6:])["choices"] for line in text.splitlines() if line.startswith("data: {")]
    assert "".join(c["delta"].get("content") or "" for choices in deltas for c in choices) == "from the first"
    assert text.rstrip().endswith("[DONE]")


def test_a_new_key_is_used_at_once(
    context: Context, provider: FakeProvider, memory_keyring: MemoryKeyring, turnout: Turnout
) -> None:
    provider.key = None
    context.profiles.remove("fake")
    context.profiles.add(
        make_profile("fake", base_url=provider.url("chat"), wire="chat", key=KeyRef()).profile
    )
    assert turnout("key", "set", "fake", stdin="sk-canary-one-0123456789").status == 0
    with ServiceInThread() as service:
        chat(service.base, key=key(context))
        assert turnout("key", "set", "fake", stdin="sk-canary-two-0123456789").status == 0
        chat(service.base, key=key(context))
        assert [ask.key for ask in provider.asks] == ["sk-canary-one-0123456789", "sk-canary-two-0123456789"]
        assert turnout("key", "delete", "fake").status == 0
        status, said = chat(service.base, key=key(context))
        assert status != 200
        assert "turnout key set fake" in said


def test_a_rotated_access_key_opens_at_once_and_the_old_one_for_its_grace(
    context: Context, provider: FakeProvider, turnout: Turnout, config: Path
) -> None:
    with ServiceInThread() as service:
        switch(context, "fake")
        old = context.access.get("codex")
        assert old in config.read_text()
        assert turnout("access", "rotate", "codex").status == 0
        new = context.access.get("codex")
        assert new in config.read_text()
        assert old not in config.read_text()
        assert [chat(service.base, key=one)[0] for one in (new, old)] == [200, 200]
        assert turnout("access", "rotate", "codex", "--grace-minutes", "0").status == 0
        newest = context.access.get("codex")
        assert newest in config.read_text()
        said = [chat(service.base, key=one)[0] for one in (newest, new, old)]
        assert said == [200, 401, 401]


def test_settings_count_at_once(context: Context, provider: FakeProvider, turnout: Turnout) -> None:
    with ServiceInThread() as service:
        assert turnout("config", "set", "record_bodies", "never").status == 0
        assert turnout("config", "set", "max_body_bytes", "2000").status == 0
        assert turnout("config", "set", "idle_timeout_ms", "1500").status == 0
        assert chat(service.base, key=key(context))[0] == 200
        assert chat(service.base, "x" * 3000, key=key(context))[0] == 413
        assert service.service
        assert service.service.proxy.exchanges.timeouts.idle == 1.5
        exchange = service.service.proxy.recorder.exchanges()[0]
        assert (exchange.client_request, exchange.bodies_kept) == (b"", False)
        assert turnout("config", "set", "log_max_days", "3").status == 0
        assert turnout("config", "set", "log_max_bytes", "2_000_000").status == 0
        assert chat(service.base, key=key(context))[0] == 200
        assert service.service._log.limits == LogLimits(max_bytes=2_000_000, max_days=3)


def test_trouble_with_the_log_is_in_the_status_and_told(context: Context, provider: FakeProvider) -> None:
    with closing(sqlite3.connect(context.log_file)) as database:
        database.execute("PRAGMA user_version = 99")
    with ServiceInThread() as service:
        said: dict[str, Any] = {}
        running = discovery.find(context.paths)
        assert running is not None
        with discovery.follow(running) as events:
            while "newer" not in str(said.get("problem")):
                event = next(events)
                said = event["data"] if event["event"] == "status" else said
        assert said["recording"] is True
        assert chat(service.base, key=key(context))[0] == 200
        assert len(service.control("GET", "exchanges")[1]["exchanges"]) == 1


def test_the_log_is_filtered_and_priced(context: Context, provider: FakeProvider) -> None:
    price = Price(input=1.0, output=2.0, currency="USD")
    profile = context.profiles.get("fake")
    context.profiles.update(dataclasses.replace(profile, prices={"fake-model": price}))
    with ServiceInThread() as service:
        assert chat(service.base, key=key(context))[0] == 200
        (found,) = service.control("GET", "exchanges?filter=cost%3A%3E0")[1]["exchanges"]
        assert found["cost"]["currency"] == "USD"
        assert service.control("GET", "exchanges?filter=state%3Dfailed")[1] == {"exchanges": []}
        status, refusal = service.control("GET", "exchanges?filter=nothing%3Dx")
        assert (status, refusal["error"]["code"]) == (400, "bad_filter")


@pytest.mark.parametrize("stream", [True, False])
def test_no_key_reaches_the_disk(stream: bool, context: Context, provider: FakeProvider) -> None:
    """A provider that says the key back, and a client that has its access key in its text."""
    mine = key(context)
    with ServiceInThread() as service:
        body = {"model": "m", "stream": stream, "messages": [{"role": "user", "content": f"use {mine}"}]}
        for turn in (Status(401, f"Incorrect API key provided: {KEY}"), Reply(text=f"your key is {KEY}!")):
            provider.play(turn)
            post(service.base, "/v1/chat/completions", body, mine)
        assert service.service
        service.service._log.flush()
        listed = service.control("GET", "exchanges")[1]["exchanges"]
        details = [service.control("GET", f"exchanges/{one['id']}")[1] for one in listed]
        whole = b"".join(file.read_bytes() for file in context.paths.state.glob("log.db*"))
        shown = json.dumps([listed, details])
    assert [one["state"] for one in listed] == ["failed", "done"]
    assert "Incorrect API key provided" in shown
    for secret in (KEY, mine):
        assert secret.encode() not in whole
        assert secret not in shown


def test_what_it_says_of_itself(context: Context, provider: FakeProvider) -> None:
    with ServiceInThread() as service:
        switch(context, "fake", ["codex"])
        assert (
            chat(service.base, key=key(context))[0] == 200
        )  # the next request; the status reads files as well
        assert service.service
        said = service.run(service.service.status())
        assert said["running"] is True
        assert said["port"] == service.port
        assert said["base_url"] == service.base
        assert said["pid"] == os.getpid()
        routes = {
            "profile": "fake",
            "model": "fake-model",
            "mode": "proxy",
            "connected": False,
            "overridden": False,
            "fallback": None,
        }
        assert said["routes"] == {
            "codex": {**routes, "connected": True},
            "claude-code": routes,
            "other": routes,
        }
        assert KEY not in json.dumps(said)


def test_the_client_is_told_by_its_access_key(
    context: Context, provider: FakeProvider, turnout: Turnout
) -> None:
    with ServiceInThread() as service:
        for name in ("codex", "claude-code", "default"):
            chat(service.base, key=context.access.get(name))
        listed = turnout("log", "--json").json
        assert [(one["client"], one["access_key"]) for one in listed] == [
            ("codex", "codex"), ("claude-code", "claude-code"), ("other", "default"),
        ]  # fmt: skip


def test_the_control_api_is_loaded_before_an_upgrade_can_replace_it(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()

    async def load() -> None:
        loaded.set()

    monkeypatch.setattr("app.service.LOAD_AFTER_SECONDS", 0.01)
    monkeypatch.setattr("app.control.load", load)
    with ServiceInThread():
        assert loaded.wait(60)
