"""The breaker of an upstream: opens after failures in a row, tries one request, is seen and reset."""

import pytest

from proxy import failures
from proxy.breaker import Breakers, Settings, counts
from proxy.conversation import Failure
from proxy.route import Target
from tests.fakes.relay import make_route

BOOM = failures.classify(503, {}, b"")


def target(profile: str = "a") -> Target:
    route = make_route("https://api.example/v1", "chat", profile=profile)
    return Target(route, route.endpoints[0], "m")


class Watch:
    def __init__(self) -> None:
        self.now = 100.0
        self.told = 0

    def tell(self) -> None:
        self.told += 1


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def breakers(watch: Watch) -> Breakers:
    made = Breakers(lambda: watch.now)
    made.changed = watch.tell
    return made


def state(breakers: Breakers) -> list[object]:
    return [one["state"] for one in breakers.report()]


@pytest.mark.parametrize(
    ("failure", "counted"),
    [
        (failures.classify(500, {}, b""), True),
        (failures.classify(502, {}, b"<html></html>"), True),
        (failures.classify(529, {}, b""), True),
        (failures.unreachable("h", "refused"), True),
        (failures.hung_up("h"), True),
        (failures.timed_out("first_byte", 1), True),
        (failures.timed_out("idle", 1), True),
        (failures.cut("text"), True),
        (failures.classify(400, {}, b""), False),
        (failures.classify(401, {}, b""), False),
        (failures.classify(408, {}, b""), False),
        (failures.classify(429, {}, b""), False),
        (failures.classify(400, {}, b'{"error":{"message":"overloaded"}}'), False),
        (failures.own_fault(), False),
        (Failure("auth", "no key", "turnout", "key_unavailable"), False),
        (failures.empty_reply(), False),
    ],
    ids=lambda value: f"{value.code}-{value.status}" if isinstance(value, Failure) else "",
)
def test_what_counts(failure: Failure, counted: bool) -> None:
    assert counts(failure) is counted


def test_requirement_061_opens_after_four_tries_one_and_closes(breakers: Breakers, watch: Watch) -> None:
    a = target()
    for _ in range(3):
        breakers.failed(a, BOOM)
        assert breakers.allows(a)
    assert watch.told == 0
    breakers.failed(a, BOOM)
    assert not breakers.allows(a)
    assert (watch.told, state(breakers)) == (1, ["open"])
    watch.now += 59.9
    assert not breakers.allows(a)
    watch.now += 0.1
    assert state(breakers) == ["half_open"]
    assert breakers.allows(a)
    breakers.enter(a)
    assert not breakers.allows(a), "one request at a time tries it"
    breakers.succeeded(a)
    assert breakers.allows(a)
    assert (watch.told, breakers.report()) == (2, [])


def test_a_failed_try_opens_it_again(breakers: Breakers, watch: Watch) -> None:
    a = target()
    for _ in range(4):
        breakers.failed(a, BOOM)
    watch.now += 60
    breakers.enter(a)
    breakers.failed(a, BOOM)
    assert not breakers.allows(a)
    assert breakers.report()[0]["retry_in"] == 60.0
    watch.now += 60
    assert breakers.allows(a)


def test_a_client_that_leaves_during_the_try_says_nothing(breakers: Breakers, watch: Watch) -> None:
    a = target()
    for _ in range(4):
        breakers.failed(a, BOOM)
    watch.now += 60
    breakers.enter(a)
    breakers.leave(a)
    assert breakers.allows(a)
    assert state(breakers) == ["half_open"]


def test_only_who_tries_it_ends_the_try(breakers: Breakers, watch: Watch) -> None:
    """A reply can take minutes: one that began before the breaker opened may end while another request tries."""
    a = target()
    before = breakers.enter(a)
    for _ in range(4):
        breakers.failed(a, BOOM, tries=False)
    watch.now += 60
    tries = breakers.enter(a)
    assert (before, tries) == (False, True)
    assert not breakers.enter(a), "one at a time, also where another goes there for want of a choice"
    breakers.leave(a, tries=before)
    assert not breakers.allows(a)
    breakers.failed(a, BOOM, tries=before)
    watch.now += 60
    assert not breakers.allows(a), "it is still being tried"
    breakers.leave(a, tries=tries)
    assert breakers.allows(a)


def test_a_refusal_is_an_answer(breakers: Breakers) -> None:
    a = target()
    for _ in range(3):
        breakers.failed(a, BOOM)
    breakers.failed(a, failures.classify(401, {}, b""))
    assert breakers.report() == []


def test_what_never_reached_it_changes_nothing(breakers: Breakers) -> None:
    a = target()
    for _ in range(3):
        breakers.failed(a, BOOM)
    breakers.failed(a, Failure("auth", "no key", "turnout", "key_unavailable"))
    assert breakers.report()[0]["failures"] == 3


def test_each_upstream_has_its_own_and_can_be_reset(breakers: Breakers) -> None:
    a, b = target("a"), target("b")
    for _ in range(4):
        breakers.failed(a, BOOM)
    breakers.failed(b, BOOM)
    assert breakers.allows(b)
    assert {one["id"]: one["state"] for one in breakers.report()} == {"a:chat": "open", "b:chat": "closed"}
    assert not breakers.reset("nobody:chat")
    assert breakers.reset("a:chat")
    assert breakers.allows(a)
    breakers.keep([])
    assert breakers.report() == []


def test_the_settings_count(breakers: Breakers, watch: Watch) -> None:
    breakers.settings = Settings(failures=1, pause=5)
    breakers.failed(target(), BOOM)
    assert not breakers.allows(target())
    watch.now += 5
    assert breakers.allows(target())
