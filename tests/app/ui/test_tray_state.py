"""What the tray shows: pure values, each sign and text of the menu."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.ui.tray_state import TrayState, make_state

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
DEEPSEEK = {"id": "deepseek", "name": "DeepSeek", "model": "deepseek-chat", "key": {"state": "present"}}
KIMI = {
    "id": "kimi",
    "name": "Kimi 月之暗面",
    "model": None,
    "key": {"state": "missing"},
    "health": {"state": "ok"},
}


def status(**more: Any) -> dict[str, Any]:
    return {
        "running": True,
        "base_url": "http://127.0.0.1:8377",
        "routes": {
            "codex": {"profile": "deepseek", "mode": "proxy", "connected": True},
            "claude-code": {"profile": "kimi", "mode": "proxy", "connected": False},
            "other": {"profile": None, "connected": False},
        },
        "keyring": {"state": "ok"},
        "recording": True,
        "today": {"requests": 214, "failed": 1, "cost": [{"currency": "CNY", "amount": 4.184}]},
        "last_error": None,
        "problem": None,
        **more,
    }


def make(service: str = "running", profiles: Any = (DEEPSEEK, KIMI), **more: Any) -> TrayState:
    return make_state(service, status(**more), profiles, NOW)


def test_running_and_used() -> None:
    state = make()
    assert (state.picture, state.line) == ("active", "● Running on 127.0.0.1:8377")
    assert state.today == "Today 214 requests · ¥4.18"
    assert state.address == "http://127.0.0.1:8377"
    assert state.tooltip == "Turnout: Codex → DeepSeek"
    assert state.last_error is None
    assert state.recording


def test_the_menus_of_the_clients() -> None:
    codex, claude = make().clients
    assert codex.text == "Codex: DeepSeek"
    assert [choice.text for choice in codex.choices] == [
        "DeepSeek · deepseek-chat",
        "Kimi 月之暗面    ⚠ no key",
        "Off: use Codex's own login",
    ]
    assert [choice.chosen for choice in codex.choices] == [True, False, False]
    assert [choice.profile for choice in codex.choices] == ["deepseek", "kimi", None]
    assert claude.text == "Claude Code: off"
    assert [choice.chosen for choice in claude.choices] == [False, False, True]


def test_both_in_the_tooltip() -> None:
    routes = {
        "codex": {"profile": "deepseek", "connected": True},
        "claude-code": {"profile": "gone", "connected": False, "mode": "direct"},
    }
    assert make(routes=routes).tooltip == "Turnout: Codex → DeepSeek, Claude → gone"


@pytest.mark.parametrize(
    ("code", "mark"),
    [
        ("auth", "✕ key refused"),
        ("quota", "✕ no balance"),
        ("rate_limited", "✕ too many requests"),
        ("server", "✕ failing"),
    ],
)
def test_the_marks_of_health(code: str, mark: str) -> None:
    failing = {**DEEPSEEK, "health": {"state": "failing", "code": code}}
    assert make(profiles=[failing]).clients[0].choices[0].text == f"DeepSeek · deepseek-chat    {mark}"


@pytest.mark.parametrize(
    ("service", "more", "picture", "line"),
    [
        ("starting", {}, "stopped", "◐ Starting…"),
        ("ending", {}, "stopped", "○ Stopping…"),
        ("stopped", {}, "error", "✕ The service stopped"),
        ("running", {"keyring": {"state": "locked"}}, "warn", "▲ Keyring locked"),
        ("running", {"problem": "profiles.toml, line 3:\nodd."}, "warn", "▲ profiles.toml, line 3: odd."),
        ("running", {"recording": False}, "paused", "● Running on 127.0.0.1:8377"),
        ("running", {"routes": {}}, "idle", "● Running on 127.0.0.1:8377"),
        (
            "running",
            {"routes": {"codex": {"profile": "kimi", "connected": True}}},
            "warn",
            "▲ Key missing",
        ),
    ],
    ids=["starting", "ending", "stopped", "locked", "problem", "paused", "idle", "no key"],
)
def test_the_state_line(service: str, more: dict[str, Any], picture: str, line: str) -> None:
    state = make(service, **more)
    assert (state.picture, state.line) == (picture, line)


def test_before_the_first_status() -> None:
    state = make_state("running", {}, (), NOW)
    assert (state.picture, state.line) == ("stopped", "◐ Starting…")
    assert (state.today, state.address, state.clients) == (None, None, ())
    assert state.tooltip == "Turnout: Starting…"


def test_a_stopped_service_offers_no_switch() -> None:
    state = make("stopped")
    assert (state.today, state.address, state.clients) == (None, None, ())


def test_money_without_a_sign_and_without_any() -> None:
    assert (
        make(today={"requests": 1, "cost": [{"currency": "CHF", "amount": 2}]}).today
        == "Today 1 request · CHF 2.00"
    )
    assert make(today={"requests": 0, "cost": []}).today == "Today 0 requests"
    assert make(today=None).today is None


@pytest.mark.parametrize(("minutes", "shown"), [(9, True), (11, False)])
def test_the_last_error_for_ten_minutes(minutes: int, shown: bool) -> None:
    at = (NOW - timedelta(minutes=minutes)).isoformat()
    state = make(last_error={"id": "e7", "at": at, "code": "quota", "message": "Insufficient balance"})
    assert (state.last_error is not None) is shown
    assert (state.picture == "warn") is shown
    if state.last_error:
        assert (state.last_error.exchange, state.last_error.text) == (
            "e7",
            "Last error: Insufficient balance",
        )


@pytest.mark.parametrize("at", ["", "yesterday", None])
def test_an_error_of_no_known_time_is_not_shown(at: Any) -> None:
    assert make(last_error={"id": "e7", "at": at, "message": "x"}).last_error is None


def test_foreign_texts_are_one_short_line() -> None:
    error = {
        "id": "e",
        "at": NOW.replace(tzinfo=None).isoformat(),
        "code": "server",
        "message": "<b>\n\x1b[31m" + "x" * 200,
    }
    said = make(last_error=error).last_error
    assert said is not None
    assert said.text.startswith("Last error: <b> [31mxxx")
    assert len(said.text) <= len("Last error: ") + 60
    long = {**DEEPSEEK, "name": "n" * 100}
    assert len(make(profiles=[long]).clients[0].choices[0].text) < 70


def test_a_fallback_in_use() -> None:
    route = {"profile": "deepseek", "mode": "proxy", "connected": True, "fallback": "kimi"}
    state = make(routes={"codex": route})
    assert (state.picture, state.line) == ("warn", "● Running on 127.0.0.1:8377")
    assert state.clients[0].text == "Codex: DeepSeek ▲ now Kimi 月之暗面"
    assert (state.clients[0].back, state.clients[0].confirm) == ("Back to DeepSeek", "")
    assert make(routes={"codex": {**route, "fallback": None}}).picture == "active"


def test_a_key_that_waits_to_be_confirmed() -> None:
    state = make(profiles=({**DEEPSEEK, "key_unconfirmed": ["https://new.example"]}, KIMI))
    assert (state.picture, state.line) == ("warn", "▲ Key not confirmed")
    assert state.clients[0].confirm == "Confirm the key of DeepSeek…"
    assert state.clients[0].choices[0].text.endswith("⚠ key not confirmed")
    assert state.clients[1].confirm == ""
