"""Profiles over HTTP: what a form sends, what comes back, and an undo that brings everything back."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from app.check import kept
from tests.app.control.conftest import Ask
from tests.app.serving import ServiceInThread, chat, wait_until
from tests.fakes.keyring_backends import HangingKeyring, LockedKeyring, MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Status

KEY = "sk-canary-profiles-0123456789"


def ids(ask: Ask) -> list[str]:
    return [one["id"] for one in ask("GET", "profiles")["profiles"]]


def test_nothing_yet(ask: Ask) -> None:
    assert ask("GET", "profiles") == {"profiles": []}


def test_a_preset_and_a_key(ask: Ask, memory_keyring: MemoryKeyring, service: ServiceInThread) -> None:
    added = ask("POST", "profiles", {"preset": "deepseek", "key": f" {KEY} "}, 201)
    assert added["key"] == {"kind": "keyring", "env": None, "state": "present", "hint": "…6789"}
    assert memory_keyring.kept == {("turnout", "deepseek"): KEY}
    [listed] = ask("GET", "profiles")["profiles"]
    assert listed == {name: value for name, value in added.items() if name != "notes"}
    assert listed["health"]["state"] == "unknown"
    assert [one["wire"] for one in listed["endpoints"]] == ["chat", "messages", "responses"]
    assert [one.id for one in service.context.profiles.list()] == ["deepseek"]


def test_a_preview_writes_nothing(ask: Ask, service: ServiceInThread, memory_keyring: MemoryKeyring) -> None:
    seen = ask("POST", "profiles/preview", {"base_url": "api.x.example/v1/chat/completions", "key": KEY})
    assert seen["problems"] == []
    assert seen["profile"]["endpoints"] == [
        {"wire": "chat", "base_url": "https://api.x.example/v1", "dialect": None}
    ]
    assert any("/chat/completions" in note for note in seen["notes"])
    assert ids(ask) == []
    assert not memory_keyring.kept
    assert KEY not in json.dumps(seen)


def test_a_preview_names_what_is_wrong(ask: Ask) -> None:
    seen = ask("POST", "profiles/preview", {"base_url": "x", "auth": "zz", "key": "sk bad\n"})
    assert seen["profile"] is None
    assert [one["field"] for one in seen["problems"]] == ["base_url", "auth", "key"]
    assert all(set(one) == {"field", "message", "fix"} for one in seen["problems"])


def test_a_preview_of_a_change(ask: Ask) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "model": "m"}, 201)
    seen = ask("POST", "profiles/preview", {"id": "deepseek", "name": "Mine"})
    assert (seen["problems"], seen["profile"]["name"], seen["profile"]["model"]) == ([], "Mine", "m")


def test_a_wrong_draft_is_refused_with_all_its_problems(service: ServiceInThread, ask: Ask) -> None:
    status, answer = service.control("POST", "profiles", {"preset": "deepseek", "auth": "zz", "key": "a b"})
    assert status == 400
    assert answer["error"]["code"] == "invalid_profile"
    assert [one["field"] for one in answer["problems"]] == ["auth", "key"]
    assert ids(ask) == []
    ask("POST", "profiles", {"preset": "deepseek", "key": 5}, 400)
    ask("POST", "profiles", {"colour": "red"}, 400)


def test_a_change(ask: Ask, memory_keyring: MemoryKeyring, service: ServiceInThread) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "key": KEY}, 201)
    prices = {"deepseek-v4-pro": {"input": 0.3, "cached": None, "output": 1.2, "currency": "CNY"}}
    changed = ask("PUT", "profiles/deepseek", {"name": "Mine", "prices": prices, "key": KEY[:-4] + "abcd"})
    assert (changed["name"], changed["prices"], changed["key"]["hint"]) == ("Mine", prices, "…abcd")
    assert memory_keyring.kept["turnout", "deepseek"].endswith("abcd")
    ask("PUT", "profiles/deepseek", {"name": None})
    assert service.context.profiles.get("deepseek").name == "DeepSeek"
    assert ask("PUT", "profiles/nobody", {}, 404)["error"]["code"] == "profile_not_found"
    changed = ask("PUT", "profiles/deepseek", {"key_env": "SOME_KEY"})
    assert changed["key"] == {"kind": "env", "env": "SOME_KEY", "state": "missing", "hint": None}
    assert not memory_keyring.kept  # a later profile of this id must not find it


def test_a_change_reaches_connected_clients(ask: Ask, tmp_path: Path) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "key": KEY}, 201)
    ask("POST", "use", {"profile": "deepseek", "clients": ["codex"]})
    config = tmp_path / "home" / ".codex" / "config.toml"
    assert 'model = "deepseek-v4-pro"' in config.read_text()
    ask("PUT", "profiles/deepseek", {"model": "deepseek-v4-flash"})
    assert 'model = "deepseek-v4-flash"' in config.read_text()


def test_the_order(ask: Ask) -> None:
    for name in ("a", "b", "c"):
        ask("POST", "profiles", {"preset": "demo", "id": name}, 201)
    assert ask("POST", "profiles/order", {"ids": ["c", "a"]}) == {"ids": ["c", "a", "b"]}
    assert ids(ask) == ["c", "a", "b"]
    ask("POST", "profiles/order", {"ids": ["nobody"]}, 404)
    ask("POST", "profiles/order", {"ids": "a"}, 400)


def test_a_removal_is_undone_whole(
    ask: Ask, memory_keyring: MemoryKeyring, service: ServiceInThread, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        ask("POST", "profiles", {"preset": "deepseek", "id": name, "key": f"{KEY}-{name}"}, 201)
    ask("POST", "use", {"profile": "b", "clients": ["codex", "other"]})
    result = {
        "profile": "b",
        "quick": False,
        "started_at": "2026-05-01",
        "verdicts": {"codex": {}},
        "model": "m",
    }
    kept.keep(service.context.paths, result)
    before = ask("GET", "profiles")
    assert before["profiles"][1]["check"] == {"at": "2026-05-01", "verdicts": {"codex": {}}}

    removed = ask("DELETE", "profiles/b")
    assert removed["clients_without_profile"] == ["codex", "other"]
    assert ids(ask) == ["a", "c"]
    assert sorted(memory_keyring.kept) == [("turnout", "a"), ("turnout", "c")]
    assert kept.read_all(service.context.paths) == {}
    assert ask("GET", "status")["routes"]["codex"]["profile"] is None

    ask("POST", "use", {"profile": "a", "clients": ["other"]})  # meanwhile; it stays so
    undone = ask("POST", "profiles/undo", {"token": removed["undo"]})
    assert (undone["id"], undone["used_by"], undone["key"]["hint"]) == ("b", ["codex"], "…89-b")
    assert ids(ask) == ["a", "b", "c"]
    assert memory_keyring.kept["turnout", "b"] == f"{KEY}-b"
    assert undone["check"] == before["profiles"][1]["check"]
    assert ask("GET", "status")["routes"]["codex"]["connected"]
    ask("POST", "profiles/undo", {"token": removed["undo"]}, 404)


def test_an_undo_whose_place_is_taken_can_be_tried_again(ask: Ask) -> None:
    ask("POST", "profiles", {"preset": "demo", "id": "a"}, 201)
    token = ask("DELETE", "profiles/a")["undo"]
    ask("POST", "profiles", {"preset": "demo", "id": "a"}, 201)
    assert ask("POST", "profiles/undo", {"token": token}, 409)["error"]["code"] == "already_exists"
    ask("DELETE", "profiles/a")
    assert ask("POST", "profiles/undo", {"token": token})["id"] == "a"


def test_health_and_use_are_shown(ask: Ask, service: ServiceInThread) -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        draft = {"base_url": provider.url("chat"), "wire": "chat", "id": "fake", "model": "m"}
        ask("POST", "profiles", draft, 201)
        ask("POST", "use", {"profile": "fake"})
        access = service.context.access.get("default")
        assert chat(service.base, key=access)[0] == 200
        [shown] = ask("GET", "profiles")["profiles"]
        assert shown["used_by"] == ["codex", "claude-code", "other"]
        assert shown["health"]["state"] == "ok"
        provider.play(Status(402, "Insufficient balance"))
        assert chat(service.base, key=access)[0] != 200
        for _ in wait_until(lambda: ask("GET", "profiles")["profiles"][0]["health"]["state"] == "failing"):
            pass
        [shown] = ask("GET", "profiles")["profiles"]
        assert shown["health"]["code"]
        error = ask("GET", "status")["last_error"]
        assert (error["code"], error["at"]) == (shown["health"]["code"], shown["health"]["at"])


def test_a_client_file_that_cannot_be_written_is_a_note(ask: Ask, tmp_path: Path) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "key": KEY}, 201)
    ask("POST", "use", {"profile": "deepseek", "clients": ["codex"]})
    (tmp_path / "home" / ".codex" / "config.toml").chmod(0o400)
    changed = ask("PUT", "profiles/deepseek", {"model": "deepseek-v4-flash"})
    assert changed["model"] == "deepseek-v4-flash"
    assert any("codex still has what it had" in note for note in changed["notes"])


# ---------------------------------------------------------------------------- keyrings that do not work
def test_a_keyring_that_is_lost_meanwhile(ask: Ask, use_keyring: Any) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "key": KEY}, 201)
    use_keyring(LockedKeyring())
    changed = ask("PUT", "profiles/deepseek", {"key_env": "X_KEY"})
    assert any("may still be in the keyring" in note for note in changed["notes"])
    ask("PUT", "profiles/deepseek", {"key_kind": "keyring"})
    removed = ask("DELETE", "profiles/deepseek")
    assert any("will not bring the key back" in warning for warning in removed["warnings"])
    assert ask("POST", "profiles/undo", {"token": removed["undo"]})["id"] == "deepseek"


def test_an_undo_without_its_key_says_so(ask: Ask, use_keyring: Any) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "key": KEY}, 201)
    token = ask("DELETE", "profiles/deepseek")["undo"]
    use_keyring(LockedKeyring())
    undone = ask("POST", "profiles/undo", {"token": token})
    assert any("The key is not back" in note for note in undone["notes"])


def test_no_keyring_leaves_no_half_profile(no_keyring: None) -> None:
    with ServiceInThread() as service:
        status, answer = service.control("POST", "profiles", {"preset": "deepseek", "key": KEY})
        assert (status, answer["error"]["code"]) == (400, "keyring_unavailable")
        assert "environment variable" in answer["error"]["fix"]
        assert service.control("GET", "profiles")[1] == {"profiles": []}
        assert service.control("GET", "status")[1]["keyring"]["state"] == "missing"


def test_a_hanging_keyring_holds_up_nobody(use_keyring: Any) -> None:
    """Answers within 6 s, each with its code; requests go on meanwhile."""
    hanging = HangingKeyring()
    use_keyring(hanging)
    try:
        with FakeProvider(Reply(text="hi")) as provider, ServiceInThread() as service:
            draft = {"base_url": provider.url("chat"), "wire": "chat", "id": "fake", "model": "m"}
            assert service.control("POST", "profiles", draft)[0] == 201
            assert service.control("POST", "use", {"profile": "fake"})[0] == 200
            status, answer = service.control("POST", "profiles", {"preset": "deepseek", "key": KEY})
            assert (status, answer["error"]["code"]) == (400, "keyring_timeout")
            assert chat(service.base, key=service.context.access.get("default")) == (200, "hi")
            listed = service.control("GET", "profiles")[1]["profiles"]
            assert [one["id"] for one in listed] == ["fake"]
            assert service.control("GET", "status")[1]["keyring"]["state"] == "locked"
            status, answer = service.control("PUT", "keys/fake", {"key": KEY})
            assert (status, answer["error"]["code"]) == (400, "keyring_timeout")
    finally:
        hanging.answer.set()


def test_a_key_is_in_no_answer_file_or_log(
    ask: Ask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = [
        ask("POST", "profiles", {"preset": "deepseek", "key": KEY}, 201),
        ask("POST", "profiles", {"preset": "deepseek", "key": f"{KEY} {KEY}"}, 400),
        ask("POST", "profiles", {"preset": "deepseek", "key_env": KEY}, 400),
        ask("POST", "profiles", {"preset": "deepseek", "headers": {"Authorization": KEY}}, 400),
        ask("POST", "profiles", {"base_url": f"https://{KEY}@x.example/v1", "wire": "chat"}, 400),
        ask("PUT", "profiles/deepseek", {"key": KEY}),
        ask("POST", "use", {"profile": "deepseek"}),
        ask("GET", "profiles"),
        ask("GET", "status"),
        ask("DELETE", "profiles/deepseek"),
    ]
    assert "canary" not in json.dumps(said)
    assert "canary" not in caplog.text
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"canary" not in file.read_bytes(), file


# ------------------------------------------------------------------ where a key may go
MADE = {"id": "p", "base_url": "https://a.example/v1", "wire": "chat", "model": "m", "key": KEY}
MOVED = {"base_url": "https://b.example/v1"}


def test_a_moved_profile_waits_until_its_key_is_confirmed(ask: Ask, memory_keyring: MemoryKeyring) -> None:
    made = ask("POST", "profiles", MADE, 201)
    assert (made["key_confirmed"], made["key_unconfirmed"]) == (["https://a.example"], [])
    shown = ask("POST", "profiles/preview", {"id": "p", **MOVED})["profile"]
    assert shown["key_unconfirmed"] == ["https://b.example"]
    assert (
        ask("POST", "profiles/preview", {"id": "p", "key": KEY, **MOVED})["profile"]["key_unconfirmed"] == []
    )
    moved = ask("PUT", "profiles/p", MOVED)
    assert moved["key_unconfirmed"] == ["https://b.example"]
    for origins in (["https://c.example"], ["https://b.example", "https://c.example"], ["https://a.example"]):
        refused = ask("POST", "profiles/p/confirm-key", {"origins": origins}, 400)
        assert refused["error"]["code"] == "not_unconfirmed"
    for body in ({}, {"origins": []}, {"origins": "https://b.example"}, {"origins": [1]}):
        assert ask("POST", "profiles/p/confirm-key", body, 400)["error"]["code"] == "bad_request"
    confirmed = ask("POST", "profiles/p/confirm-key", {"origins": ["https://b.example"]})
    assert confirmed["key_confirmed"] == ["https://a.example", "https://b.example"]
    assert confirmed["key_unconfirmed"] == []
    ask("POST", "profiles/nobody/confirm-key", {"origins": ["https://b.example"]}, 404)


def test_a_change_and_its_confirmation_are_one_step(ask: Ask, memory_keyring: MemoryKeyring) -> None:
    ask("POST", "profiles", MADE, 201)
    ask("PUT", "profiles/p", {**MOVED, "confirm_key": ["https://c.example"]}, 400)
    [kept_as_it_was] = ask("GET", "profiles")["profiles"]
    assert kept_as_it_was["endpoints"][0]["base_url"] == MADE["base_url"]
    assert ask("PUT", "profiles/p", {**MOVED, "confirm_key": ["https://b.example"]})["key_unconfirmed"] == []


def test_a_new_key_is_for_the_new_address_alone(ask: Ask, memory_keyring: MemoryKeyring) -> None:
    ask("POST", "profiles", MADE, 201)
    moved = ask("PUT", "profiles/p", {**MOVED, "key": f"{KEY}9"})
    assert (moved["key_confirmed"], moved["key_unconfirmed"]) == (["https://b.example"], [])
    back = ask("PUT", "profiles/p", {"base_url": MADE["base_url"]})
    assert back["key_unconfirmed"] == ["https://a.example"]
    ask("PUT", "keys/p", {"key": KEY})
    [listed] = ask("GET", "profiles")["profiles"]
    assert (listed["key_confirmed"], listed["key_unconfirmed"]) == (["https://a.example"], [])


def test_an_undo_confirms_nothing(ask: Ask, memory_keyring: MemoryKeyring) -> None:
    ask("POST", "profiles", MADE, 201)
    ask("PUT", "profiles/p", MOVED)
    token = ask("DELETE", "profiles/p")["undo"]
    assert ask("POST", "profiles/undo", {"token": token})["key_unconfirmed"] == ["https://b.example"]


def test_a_service_at_a_loop_and_in_the_own_network(ask: Ask, service: ServiceInThread) -> None:
    loop = {"base_url": f"http://localhost:{service.port}/v1", "wire": "chat"}
    [problem] = ask("POST", "profiles/preview", loop)["problems"]
    assert (problem["field"], "itself" in problem["message"]) == ("base_url", True)
    [problem] = ask("POST", "profiles", {"base_url": "http://10.0.0.5/v1", "wire": "chat"}, 400)["problems"]
    assert problem["field"] == "private_network"
