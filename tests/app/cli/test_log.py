"""`turnout log`: what is listed, filtered, limited, followed and shown."""

import contextlib
import http.client
import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app import discovery
from app.context import Context
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread, ServiceProcess, chat
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply, Status

FIELDS = {
    "id", "started_at", "client", "access_key", "inbound_wire", "upstream_wire", "profile", "requested_model",
    "upstream_model", "served_model", "status", "state", "fault", "error", "ttft_ms", "total_ms", "usage", "attempts",
    "notes",
}  # fmt: skip


@pytest.fixture
def provider(turnout: Turnout) -> Iterator[FakeProvider]:
    with FakeProvider(Reply(text="hi")) as provider:
        turnout(
            "profile",
            "add",
            "fake",
            "--base-url",
            provider.url("chat"),
            "--wire",
            "chat",
            "--model",
            "fake-model",
        )
        turnout("use", "fake", "--client", "other")
        yield provider


@pytest.fixture
def service(provider: FakeProvider) -> Iterator[ServiceInThread]:
    """A service that has seen: good, bad (a quota error), good."""
    with ServiceInThread() as service:
        key = service.context.access.get("default")
        chat(service.base, "first", key=key, model="one")
        provider.play(Status(402, "余额不足: out of money"), keep=True)
        chat(service.base, "second", key=key, model="two")
        provider.play(Reply(text="hi"), keep=True)
        chat(service.base, "third", key=key, model="three")
        yield service


def models(listed: list[dict[str, Any]]) -> list[str]:
    return [one["requested_model"] for one in listed]


def test_without_a_service_and_before_the_first(turnout: Turnout) -> None:
    assert turnout("log").out == "No requests yet.\n"
    assert turnout("log", "--json").json == []
    ran = turnout("log", "show", "x", "--json")
    assert (ran.status, ran.error["code"]) == (1, "no_such_exchange")
    ran = turnout("log", "--follow", "--json")
    assert (ran.status, ran.error["code"]) == (1, "not_running")
    assert "turnout serve" in turnout("log", "--follow").err


def test_without_a_service_what_it_has_seen_is_there(turnout: Turnout, service: ServiceInThread) -> None:
    listed = turnout("log", "--json").json
    shown = [turnout("log", "show", one["id"], "--json").json for one in listed]
    few = ("log", "--json", "--limit", "1", "--filter", "state=done")
    found = turnout(*few).json
    assert models(found) == ["three"]
    text = turnout("log").out
    service.stop()
    assert turnout("log", "--json").json == listed
    assert [turnout("log", "show", one["id"], "--json").json for one in listed] == shown
    assert turnout(*few).json == found
    assert turnout("log").out == text
    assert turnout("log", "--filter", "client=codex").out == "No request matches.\n"


def test_a_later_service_shows_what_an_earlier_one_has_seen(
    turnout: Turnout, service: ServiceInThread
) -> None:
    listed = turnout("log", "--json").json
    service.stop()
    with ServiceInThread() as later:
        assert turnout("log", "--json").json == listed
        chat(later.base, key=later.context.access.get("default"), model="four")
        assert models(turnout("log", "--json").json) == ["one", "two", "three", "four"]


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_a_service_that_was_killed(
    turnout: Turnout, provider: FakeProvider, context: Context, tmp_path: Path
) -> None:
    key = context.access.get("default")
    release = threading.Event()
    with ServiceProcess(tmp_path, "--port", "0") as process:
        base = f"http://127.0.0.1:{process.port}"
        chat(base, key=key, model="ended")
        provider.play(Reply(text="late", troubles=[Hold(release)]), keep=True)

        def ask() -> None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                chat(base, key=key, model="cut")

        asking = threading.Thread(target=ask)
        asking.start()
        provider.wait(2)
        time.sleep(1.0)  # what is promised: all of a second ago
        assert process.end(signal.SIGKILL) == -signal.SIGKILL
        release.set()
        asking.join()
    for _ in range(2):
        found = turnout("log", "--json").json
        assert [(one["requested_model"], one["state"]) for one in found if one["requested_model"]] == [
            ("ended", "done"),
            ("cut", "cancelled"),
        ]
        assert found[-1]["error"]["code"] == "interrupted"
        with ServiceInThread():
            assert turnout("log", "--json").json == found


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no database" * 1000, "cannot be read"), (b"", "No requests yet")],
    ids=["damaged", "empty"],
)
def test_a_file_that_is_not_the_log(content: bytes, said: str, turnout: Turnout, context: Context) -> None:
    context.log_file.write_bytes(content)
    ran = turnout("log")
    assert said in ran.out + ran.err


def test_the_log_of_a_newer_turnout(turnout: Turnout, context: Context) -> None:
    with contextlib.closing(sqlite3.connect(context.log_file)) as database:
        database.execute("PRAGMA user_version = 99")
    ran = turnout("log", "--json")
    assert (ran.status, ran.error["code"]) == (1, "log_unreadable")
    assert "newer" in ran.error["message"]


def test_before_the_first_request(turnout: Turnout) -> None:
    with ServiceInThread():
        assert turnout("log").out == "No requests yet.\n"
        assert turnout("log", "--json").json == []


def test_the_list(turnout: Turnout, service: ServiceInThread) -> None:
    listed = turnout("log", "--json").json
    assert models(listed) == ["one", "two", "three"]
    assert all(set(one) >= FIELDS for one in listed)
    assert [one["state"] for one in listed] == ["done", "failed", "done"]
    assert [one["fault"] for one in listed] == [None, "provider", None]
    assert set(listed[0]["usage"]) >= {"input", "cached", "output", "reasoning"}
    assert set(listed[1]["error"]) == {"code", "message"}
    assert listed[0]["upstream_model"] == "fake-model"
    lines = turnout("log").out.splitlines()
    assert lines[0].startswith("ID")
    assert [line.split()[0] for line in lines[1:]] == [one["id"] for one in listed]
    assert datetime.fromisoformat(listed[0]["started_at"]).astimezone().strftime("%H:%M:%S") in lines[1]
    assert "out of money" in lines[2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--limit", "2"), ["two", "three"]),
        (("--limit", "0"), []),
        (("--limit", "99"), ["one", "two", "three"]),
        (("--filter", "state=done"), ["one", "three"]),
        (("--filter", "state=done", "--limit", "1"), ["three"]),
        (("--filter", "state=failed 余额"), ["two"]),
        (("--filter", "status!=200"), ["two"]),
        (("--filter", "client=codex"), []),
        (("--filter", "requested_model=t*"), ["two", "three"]),
    ],
)
def test_filter_first_then_limit(
    words: tuple[str, ...], expected: list[str], turnout: Turnout, service: ServiceInThread
) -> None:
    assert models(turnout("log", *words, "--json").json) == expected
    text = turnout("log", *words).out
    assert len(text.splitlines()) == (len(expected) + 1 if expected else 1)


def test_no_match_is_not_no_requests(turnout: Turnout, service: ServiceInThread) -> None:
    assert turnout("log", "--filter", "client=codex").out == "No request matches.\n"


def test_a_filter_that_does_not_parse(turnout: Turnout) -> None:
    ran = turnout("log", "--filter", "colour=red", "--json")
    assert (ran.status, ran.error["code"]) == (2, "bad_filter")


def test_show(turnout: Turnout, service: ServiceInThread) -> None:
    first, second, _ = turnout("log", "--json").json
    found = turnout("log", "show", first["id"], "--json").json
    assert set(found) >= FIELDS | {"bodies", "events", "attempts_detail", "headers"}
    assert set(found["bodies"]) == {
        "client_request",
        "upstream_request",
        "upstream_response",
        "client_response",
    }
    assert json.loads(found["bodies"]["client_request"])["model"] == "one"
    assert json.loads(found["bodies"]["upstream_request"])["model"] == "fake-model"
    text = turnout("log", "show", second["id"]).out
    assert "余额不足" in text
    assert "--- upstream response" in text
    assert service.context.access.get("default") not in text
    ran = turnout("log", "show", "x_none/..%20", "--json")
    assert (ran.status, ran.error["code"]) == (1, "no_such_exchange")


def test_show_without_bodies(turnout: Turnout, service: ServiceInThread) -> None:
    turnout("config", "set", "record_bodies", "never")
    chat(service.base, key=service.context.access.get("default"))
    newest = turnout("log", "--json", "--limit", "1").json[0]
    assert turnout("log", "show", newest["id"]).out.count("(not kept)") == 4


@pytest.mark.parametrize("as_json", [True, False])
def test_follow_until_the_service_ends(
    as_json: bool,
    turnout: Turnout,
    service: ServiceInThread,
    provider: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each request once, when it has ended; also one that ended while the list was being read."""
    key = service.context.access.get("default")
    release = threading.Event()
    call = discovery.call

    def call_slowly(*arguments: Any) -> Any:
        if arguments[2].startswith("exchanges?"):
            chat(service.base, key=key, model="meanwhile")
            provider.play(Reply(text="late", troubles=[Hold(release)]), keep=True)
            late = threading.Thread(target=chat, args=(service.base,), kwargs={"key": key, "model": "late"})
            late.start()
            provider.wait(5)
            found = call(*arguments)
            release.set()
            late.join()
            service.stop()
            return found
        return call(*arguments)

    monkeypatch.setattr(discovery, "call", call_slowly)
    ran = turnout("log", "--follow", "--limit", "2", *(["--json"] if as_json else []))
    assert ran.status == 0
    assert "ended" in ran.err
    lines = ran.out.splitlines()
    assert len(lines) == 3
    if as_json:
        followed = [json.loads(line) for line in lines]
        assert models(followed) == ["three", "meanwhile", "late"]
        assert all(one["state"] == "done" for one in followed)


def test_follow_with_a_filter_ends_by_ctrl_c(
    turnout: Turnout, service: ServiceInThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [
        {
            "event": "exchange",
            "data": {**turnout("log", "--json").json[0], "id": "x_new", "state": state, "client": client},
        }
        for state, client in (("live", "other"), ("done", "codex"), ("failed", "other"))
    ]

    @contextlib.contextmanager
    def follow(_: object) -> Iterator[Iterator[dict[str, Any]]]:
        def scripted() -> Iterator[dict[str, Any]]:
            yield from events
            raise KeyboardInterrupt

        yield scripted()

    monkeypatch.setattr(discovery, "follow", follow)
    ran = turnout("log", "--follow", "--filter", "state=failed client=other", "--limit", "0", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["x_new"]


def test_a_context_is_not_needed_for_the_help(turnout: Turnout, context: Context) -> None:
    ran = turnout("log", "--help")
    assert (ran.status, "--follow" in ran.out) == (0, True)
