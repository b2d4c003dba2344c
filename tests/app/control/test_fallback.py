"""Fallbacks, their rules and the breakers through the control API, and what they do in the running service."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests.app.serving import ServiceInThread, chat
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Status


class Played:
    """A service with two profiles of fake providers; the first serves everybody and fails."""

    def __init__(self, service: ServiceInThread, first: FakeProvider, second: FakeProvider) -> None:
        self.service, self.first, self.second = service, first, second

    def ask(self) -> tuple[int, str]:
        return chat(self.service.base, key=self.service.context.access.get("default"))

    def control(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return self.service.control(method, path, body)


@pytest.fixture
def played(context: Context) -> Iterator[Played]:
    with FakeProvider(Status(500, "boom")) as first, FakeProvider(Reply(text="by the second")) as second:
        for name, provider in (("one", first), ("two", second)):
            made = make_profile(name, base_url=provider.url("chat"), wire="chat", model="m").profile
            context.profiles.add(
                type(made)(
                    id=name, name=name, endpoints=made.endpoints, model="m", key=KeyRef("none"), auth="none"
                )
            )
        context.routes.set("other", "one")
        with ServiceInThread() as service:
            yield Played(service, first, second)


def test_fallbacks_are_set_and_work_at_once(played: Played) -> None:
    status, _ = played.ask()
    assert status >= 500
    status, said = played.control("PUT", "fallbacks/other", {"profiles": ["two"]})
    assert (status, said) == (200, {"client": "other", "profiles": ["two"]})
    assert played.ask() == (200, "by the second")
    status, said = played.control("GET", "fallbacks")
    assert said["clients"] == {"codex": [], "claude-code": [], "other": ["two"]}
    assert said["attempts"] == 2
    assert said["rules"]["own"] == []
    assert said["rules"]["built_in"]
    assert "quota" in said["kinds"]
    _, exchanges = played.control("GET", "exchanges?limit=1")
    assert exchanges["exchanges"][0]["profile"] == "two"
    assert exchanges["exchanges"][0]["attempts"] == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("fallbacks/cursor", {"profiles": []}, 404, "client_not_found"),
        ("fallbacks/other", {"profiles": ["nobody"]}, 404, "profile_not_found"),
        ("fallbacks/other", {"profiles": "two"}, 400, "bad_request"),
        ("fallbacks/other", {"ids": []}, 400, "unknown_field"),
        ("fallback-rules", {"rules": [{"then": "maybe"}]}, 400, "invalid_rule"),
        ("fallback-rules", {}, 400, "invalid_rule"),
    ],
)
def test_mistakes_are_named(played: Played, path: str, body: Any, status: int, code: str) -> None:
    answered, said = played.control("PUT", path, body)
    assert (answered, said["error"]["code"]) == (status, code)


def test_own_rules_count_at_once(played: Played) -> None:
    played.control("PUT", "fallbacks/other", {"profiles": ["two"]})
    rule = {"then": "stop", "statuses": [500], "text": "boom"}
    status, said = played.control("PUT", "fallback-rules", {"rules": [rule]})
    assert (status, said) == (200, {"own": [rule]})
    assert played.ask()[0] >= 500
    played.control("PUT", "fallback-rules", {"rules": []})
    assert played.ask() == (200, "by the second")


def test_breakers_are_seen_and_reset(played: Played) -> None:
    for _ in range(4):
        played.ask()
    status, said = played.control("GET", "breakers")
    breaker = said["breakers"][0]
    assert (breaker["id"], breaker["state"], breaker["failures"]) == ("one:chat", "open", 4)
    assert played.control("GET", "status")[1]["breakers"][0]["id"] == "one:chat"
    assert played.ask()[0] >= 500, "with nowhere else to go it is asked all the same"
    assert played.control("POST", "breakers/one:chat/reset")[0] == 200
    assert played.control("GET", "breakers")[1] == {"breakers": []}
    status, said = played.control("POST", "breakers/one:chat/reset")
    assert (status, said["error"]["code"]) == (404, "no_such_breaker")


def test_the_settings_count(played: Played) -> None:
    played.control("PATCH", "settings", {"breaker_failures": 1, "fallback_attempts": 1})
    played.control("PUT", "fallbacks/other", {"profiles": ["two"]})
    assert played.ask()[0] >= 500, "one profile is asked"
    assert played.ask() == (200, "by the second"), "the first is gone around"
    assert len(played.first.asks) == 1


def test_choosing_a_profile_again_releases_conversations(played: Played) -> None:
    played.control("PUT", "fallbacks/other", {"profiles": ["two"]})
    failover = played.service.service.failover  # type: ignore[union-attr]
    failover.affinity.keep("other", "talk", "two")
    status, _ = played.control("POST", "use", {"profile": "one", "clients": ["other"]})
    assert status == 200
    assert failover.affinity.profile("other", "talk") is None
    failover.affinity.keep("other", "talk", "two")
    assert played.control("POST", "fallbacks/other/release")[0] == 200
    assert failover.affinity.profile("other", "talk") is None
    assert played.control("POST", "fallbacks/cursor/release")[0] == 404


def test_a_changed_address_has_not_failed(played: Played) -> None:
    for _ in range(4):
        played.ask()
    status, said = played.control(
        "PUT", "profiles/one", {"base_url": played.second.url("chat"), "wire": "chat"}
    )
    assert status == 200, said
    assert played.control("GET", "breakers")[1] == {"breakers": []}
    assert played.ask() == (200, "by the second")
