"""The gate: one order of checks, counting what passes, letting go, and what is kept."""

import itertools
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.access import AccessKey
from proxy.conversation import Usage
from proxy.json_fields import MOST
from proxy.limits.gate import Gate, Visit, asked_output
from proxy.limits.rules import AccessRules
from proxy.wires import RequestError
from tests.fakes.clocks import SECOND, TurnedClock

#: Each makes its check fail, by the code that is then said, in the order of the checks.
FAILING: dict[str, dict[str, Any]] = {
    "api_key_expired": {"expires_at": 0.0},
    "api_key_disabled": {"enabled": False},
    "model_not_allowed": {"denied": ("m",)},
    "quota_exceeded": {"tokens": 5},
    "rate_limit_rpm": {"per_minute": 1},
    "rate_limit_rpd": {"per_day": 1},
    "concurrent_limit": {"concurrent": 1},
    "max_tokens_exceeded": {"max_output": 10},
}
BODY = {"max_tokens": 11}
#: A key that lets everything in, and counts everything.
OPEN = AccessRules(tokens=10**9, per_minute=1000, per_day=1000, concurrent=1000, max_output=1000)


def key(rules: AccessRules | None = None, **fields: Any) -> AccessKey:
    return AccessKey("k", "tn-canary", rules=AccessRules(**fields) if rules is None else rules)


def refused(visit: Visit, model: str = "m", body: dict[str, object] | None = None) -> str | None:
    """Go through all checks; return the code of a refusal."""
    try:
        visit.check_key()
        visit.enter(model, body or {})
    except RequestError as error:
        return error.failure.code
    return None


def used_up(clock: TurnedClock) -> Gate:
    """A gate where the key has used tokens, and has a request under way."""
    gate = Gate(clock)
    first = gate.visit(key(OPEN))
    assert refused(first) is None
    first.leave(Usage(input=3, output=2))
    assert refused(gate.visit(key(OPEN))) is None
    return gate


@pytest.mark.parametrize("number", range(len(FAILING)))
def test_the_first_that_fails_is_said(number: int) -> None:
    """All checks from this one on fail, the ones before it pass."""
    codes = list(FAILING)
    rules = {name: value for code in codes[number:] for name, value in FAILING[code].items()}
    gate = used_up(TurnedClock())
    assert refused(gate.visit(key(**rules)), body=BODY) == codes[number]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(FAILING, 2)))
def test_each_comes_before_each_later_one(first: str, second: str) -> None:
    gate = used_up(TurnedClock())
    assert refused(gate.visit(key(**FAILING[first], **FAILING[second])), body=BODY) == first


@pytest.mark.parametrize("code", FAILING)
def test_a_refusal_counts_nothing(code: str) -> None:
    gate = used_up(TurnedClock())
    rules = AccessRules(**FAILING[code])
    before = gate.figures(key(rules))
    for _ in range(3):
        visit = gate.visit(key(rules))
        assert refused(visit, body=BODY) == code
        visit.leave(Usage(input=100, output=100))
    assert gate.figures(key(rules)) == before


def test_a_key_without_rules_is_not_looked_at() -> None:
    gate = Gate(TurnedClock())
    visit = gate.visit(AccessKey("k", "tn-canary"))
    assert visit is gate.visit(AccessKey("other", "tn-canary-2"))
    assert refused(visit, body=BODY) is None
    visit.leave(Usage(1, 1))
    assert gate.saved()["keys"] == {}
    assert gate.figures(AccessKey("k", "x")) == {"minute": 0, "day": 0, "tokens": 0, "active": 0}


def test_the_quota_counts_what_was_reported_and_cuts_nothing() -> None:
    gate = Gate(TurnedClock())
    limited = key(tokens=10)
    first, second = gate.visit(limited), gate.visit(limited)
    assert refused(first) is refused(second) is None
    first.leave(Usage(input=50, output=50, cached=40, reasoning=20))
    assert refused(gate.visit(limited)) == "quota_exceeded"
    second.leave(None)
    assert gate.figures(limited)["tokens"] == 100
    gate.follow([key(tokens=10, counted_since="now")])
    assert refused(gate.visit(key(tokens=10, counted_since="now"))) is None


def test_the_minute_says_when_the_next_is_free() -> None:
    clock = TurnedClock()
    gate, limited = Gate(clock), key(per_minute=2)
    assert refused(gate.visit(limited)) is None
    clock.go(20)
    assert refused(gate.visit(limited)) is None
    clock.go(10)
    with pytest.raises(RequestError) as caught:
        gate.visit(limited).enter("m", {})
    assert caught.value.failure.retry_after == 30
    clock.go(30)
    assert refused(gate.visit(limited)) is None
    assert refused(gate.visit(limited)) == "rate_limit_rpm"


def test_places_come_back_however_an_exchange_ends() -> None:
    gate, limited = Gate(TurnedClock()), key(concurrent=2)
    first, second = gate.visit(limited), gate.visit(limited)
    assert refused(first) is refused(second) is None
    assert refused(gate.visit(limited)) == "concurrent_limit"
    first.leave(None)
    first.leave(None)
    assert refused(gate.visit(limited)) is None
    assert refused(gate.visit(limited)) == "concurrent_limit"


def test_a_key_that_expires_while_the_body_is_read() -> None:
    clock = TurnedClock()
    visit = Gate(clock).visit(key(expires_at=clock.wall / 1e9 + 5))
    visit.check_key()
    clock.go(5)
    assert refused(visit) == "api_key_expired"


def test_keys_that_are_gone_are_forgotten_once_nothing_runs() -> None:
    gate = Gate(TurnedClock())
    running = gate.visit(key(per_day=5))
    assert refused(running) is None
    gate.follow([])
    assert "k" in gate.saved()["keys"]  # type: ignore[operator]
    running.leave(None)
    gate.follow([])
    assert gate.saved()["keys"] == {}


def test_counting_is_told_and_only_what_lasts() -> None:
    gate, told = Gate(TurnedClock()), list[int]()
    gate.counted = lambda: told.append(1)
    for rules, times in (
        ({"concurrent": 5}, 0),
        ({"per_day": 5}, 1),
        ({"per_minute": 5}, 1),
        ({"tokens": 5}, 1),
    ):
        told.clear()
        visit = gate.visit(key(**rules))
        assert refused(visit) is None
        visit.leave(Usage(1, 1))
        assert len(told) == times, rules


def test_over_a_restart() -> None:
    clock = TurnedClock()
    before = used_up(clock)
    saved = orjson.loads(orjson.dumps(before.saved()))
    clock.go(30)
    after = Gate(clock)
    after.restore(saved)
    assert after.figures(key(OPEN)) == {"minute": 2, "day": 2, "tokens": 5, "active": 0}
    clock.go(30)
    assert after.figures(key(OPEN))["minute"] == 0


@pytest.mark.parametrize("saved", [{}, {"saved_at": 1, "keys": []}, {"saved_at": 1, "keys": {"a": 1}}])
def test_what_cannot_be_restored_changes_nothing(saved: dict[str, Any]) -> None:
    gate = used_up(TurnedClock())
    with pytest.raises(ValueError, match="no counters"):
        gate.restore(saved)
    with pytest.raises(ValueError, match="no counters"):
        gate.restore({"saved_at": 1, "keys": {"k": {"tokens": 1}}})
    assert gate.figures(key(OPEN))["tokens"] == 5


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ({}, 0),
        ({"max_tokens": 5}, 5),
        ({"max_output_tokens": 7, "max_tokens": 5}, 7),
        ({"max_output_tokens": 7, "max_tokens": 9}, 9),
        ({"max_completion_tokens": 3}, 3),
        ({"max_tokens": None, "max_output_tokens": True, "max_completion_tokens": []}, 0),
        ({"max_tokens": 5000.0}, 5000),
        ({"max_tokens": 4999.5}, 5000),
        ({"max_tokens": 1e30}, MOST),
        ({"max_tokens": float("inf")}, MOST),
        ({"max_tokens": float("nan")}, 0),
        ({"max_tokens": 2**63}, MOST),
        ({"max_tokens": "9"}, 9),
        ({"max_tokens": "many"}, 0),
        ({"max_tokens": -1e30}, 0),
    ],
)
def test_the_larger_of_what_a_request_names_counts(body: dict[str, Any], asked: int) -> None:
    assert asked_output(body) == asked


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20 * SECOND), st.booleans()), max_size=80),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_never_more_under_way_than_allowed(steps: list[tuple[int, bool]], minute: int, at_once: int) -> None:
    clock = TurnedClock()
    gate, limited, running = Gate(clock), key(per_minute=minute, concurrent=at_once), list[Visit]()
    passed: list[int] = []
    for gap, ends in steps:
        now = clock.go(gap / SECOND).steady
        if ends and running:
            running.pop().leave(None)
            continue
        visit, recent = gate.visit(limited), [at for at in passed if at > now - 60 * SECOND]
        code = refused(visit)
        expected = (
            "rate_limit_rpm"
            if len(recent) >= minute
            else "concurrent_limit"
            if len(running) >= at_once
            else None
        )
        assert code == expected
        if code is None:
            running.append(visit)
            passed.append(now)
        assert gate.figures(limited)["active"] == len(running)
