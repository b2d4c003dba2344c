"""Which few things are notified, and how often."""

from pathlib import Path
from typing import Any

import pytest

from app.ui.link import Problem
from app.ui.notifications import QUIET_S, Notifications
from app.ui.reach import Reach, Stopped
from tests.fakes.link import FakeLink
from tests.fakes.played_service import PlayedService


class Seat:
    def __init__(self, link: FakeLink, folder: Path) -> None:
        self.link, self.reach = link, Reach(link, PlayedService(folder))
        self.said: list[tuple[str, str]] = []
        self.wanted, self.now = True, 1000.0
        self.notifications = Notifications(
            link,
            self.reach,
            lambda title, text: self.said.append((title, text)),
            lambda: self.wanted,
            lambda: self.now,
        )


@pytest.fixture
def seat(link: FakeLink, tmp_path: Path) -> Seat:
    return Seat(link, tmp_path)


def failed(code: str = "quota", profile: str = "kimi") -> dict[str, Any]:
    return {"state": "failed", "profile": profile, "error": {"code": code, "message": "No balance."}}


def warned(**said: Any) -> dict[str, Any]:
    return {"profile": "kimi", "code": "model_substituted", "asked": "k2", "served": "tiny", **said}


def test_the_first_failure_of_an_account_in_ten_minutes(seat: Seat) -> None:
    for _ in range(3):
        seat.link.exchange.emit(failed())
    assert seat.said == [("kimi refuses requests", "No balance.")]
    seat.now += QUIET_S / 2
    seat.link.exchange.emit(failed("auth"))
    assert len(seat.said) == 1
    seat.link.exchange.emit(failed("auth", "deepseek"))
    assert seat.said[1][0] == "deepseek refuses requests"
    seat.now += QUIET_S
    seat.link.exchange.emit(failed())
    assert len(seat.said) == 3


@pytest.mark.parametrize(
    "summary",
    [
        failed("server"),
        failed("rate_limited"),
        {"state": "live", "profile": "kimi"},
        {"state": "cancelled", "profile": "kimi", "error": {"code": "quota", "message": "x"}},
        {"state": "done", "profile": "kimi", "upstream_model": "k2", "served_model": "moonshotai/k2"},
        {"state": "done", "profile": "kimi", "upstream_model": "k2", "served_model": None},
    ],
    ids=["server", "rate", "live", "cancelled", "same", "unknown"],
)
def test_a_request_is_no_news(summary: dict[str, Any], seat: Seat) -> None:
    seat.link.exchange.emit(summary)
    assert seat.said == []


def test_another_model_is_said_once(seat: Seat) -> None:
    for profile, served in (("kimi", "tiny"), ("kimi", "tiny"), ("kimi", "other"), ("glm", "tiny")):
        seat.link.warning.emit(warned(profile=profile, served=served))
    assert seat.said == [
        ("kimi served another model", "kimi answers with tiny instead of k2."),
        ("glm served another model", "glm answers with tiny instead of k2."),
    ]


@pytest.mark.parametrize("said", [{"code": "usage_missing"}, {"served": None}], ids=["other", "unnamed"])
def test_other_warnings_can_wait(said: dict[str, Any], seat: Seat) -> None:
    seat.link.warning.emit(warned(**said))
    assert seat.said == []


def test_the_service_was_given_up(seat: Seat) -> None:
    seat.reach.stopped.emit(Stopped(Problem("service_stopped", "It stopped.", "Set back."), "log", True))
    assert seat.said == [("Turnout's service stopped", "It stopped. Set back.")]


def test_somebody_else_changed_a_clients_file(seat: Seat) -> None:
    for overridden in (False, True, True, False, True):
        seat.link.status.emit({"routes": {"codex": {"overridden": overridden}, "claude-code": {}}})
    assert [title for title, _ in seat.said] == ["Codex was disconnected"] * 2


def test_a_user_who_wants_none_gets_none(seat: Seat) -> None:
    seat.wanted = False
    seat.link.exchange.emit(failed())
    seat.link.warning.emit(warned())
    assert seat.said == []
