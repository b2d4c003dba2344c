"""Delays: seconds, milliseconds, dates by either clock, words; clamped, whatever is said."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, formatdate

import pytest

from proxy.conversation import WIRES
from proxy.failures import classify
from proxy.retry_after import MAX_RETRY_AFTER_S, MAX_TOLD_S, told, with_wait
from tests.catalogue.talk import CLAUDE, CODEX, body
from tests.fakes.clocks import SECOND, TurnedClock
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import make_route, running_proxy
from tests.fakes.script import Status


def openai(message: str, type_: str = "rate_limit_error", code: str | None = None) -> bytes:
    return json.dumps({"error": {"message": message, "type": type_, "code": code}}).encode()


@pytest.mark.parametrize(
    ("headers", "message", "seconds"),
    [
        ({"Retry-After": "7"}, "", 7.0),
        ({"retry-after": "1.5"}, "", 1.5),
        ({"Retry-After-Ms": "250", "Retry-After": "9"}, "", 0.25),
        ({"Retry-After": "999999"}, "", MAX_RETRY_AFTER_S),
        ({"Retry-After": "soon"}, "", None),
        ({}, "Rate limit reached. Please try again in 1.2s.", 1.2),
        ({}, "Please try again in 250ms", 0.25),
        ({}, "try again in 6m0s", 360.0),
        ({}, "try again in 1h2m3s", 3723.0),
        ({}, "Please retry in 12.5 seconds", 12.5),
        ({}, "Please wait 2 minutes", 120.0),
        ({}, "请在 30 秒后重试", 30.0),
        ({}, "retry later", None),
        ({}, "try again later or write to us", None),
        ({}, "", None),
    ],
)
def test_row_124_delay(headers: dict[str, str], message: str, seconds: float | None) -> None:
    failure = classify(429, headers, openai(message, "rate_limit_error"))
    assert failure.kind == "rate_limited"
    assert failure.retry_after == (None if seconds is None else pytest.approx(seconds))


def test_row_124_delay_as_a_date_by_the_providers_clock() -> None:
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    headers = {
        "Date": format_datetime(wrong, usegmt=True),
        "Retry-After": format_datetime(wrong + timedelta(seconds=42), usegmt=True),
    }
    assert classify(429, headers, b"").retry_after == 42


def test_row_124_delay_as_a_date_by_our_clock() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    delay = classify(503, {"Retry-After": soon}, b"").retry_after
    assert delay is not None
    assert 0 <= delay <= 60
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    assert classify(503, {"Retry-After": past}, b"").retry_after == 0
    far = format_datetime(datetime.now(UTC) + timedelta(days=400), usegmt=True)
    assert classify(503, {"Retry-After": far}, b"").retry_after == MAX_RETRY_AFTER_S


def test_delay_in_the_body() -> None:
    google = {
        "error": {
            "code": 429,
            "message": "You exceeded your current quota, please check your plan and billing details.",
            "status": "RESOURCE_EXHAUSTED",
            "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "12s"}],
        }
    }
    failure = classify(429, {}, json.dumps(google).encode())
    assert (failure.kind, failure.retry_after) == ("rate_limited", 12)
    assert classify(429, {}, b'{"error":{"message":"slow","retry_after":3}}').retry_after == 3
    hard = openai("You exceeded your current quota. Try again in 3s", code="insufficient_quota")
    assert classify(429, {}, hard).kind == "quota"


def test_what_a_client_is_told() -> None:
    assert [told(one) for one in (0.0, 1.2, 600.0, 601.0, MAX_RETRY_AFTER_S)] == [
        "1",
        "2",
        "600",
        "600",
        "600",
    ]
    assert with_wait("Slow.", 5 * 3600) == "Slow. The provider takes requests again in about 5 hours."


HOURS = 5
FORMS = {
    "seconds": lambda now: {"Retry-After": str(HOURS * 3600)},
    "milliseconds": lambda now: {"Retry-After-Ms": str(HOURS * 3_600_000)},
    "date and its clock": lambda now: {"Date": date_at(now), "Retry-After": date_at(now + HOURS * 3600)},
    "date alone": lambda now: {"Date": "none", "Retry-After": date_at(now + HOURS * 3600)},
    "far date": lambda now: {"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"},
    "far seconds": lambda now: {"Retry-After": "99999999"},
}


def date_at(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


async def test_requirement_059_no_client_is_told_more_than_ten_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every form, wire, kind and client, by a clock that is right, a day early or a day late."""
    clock, wrong, cases = TurnedClock(int(time.time()) * SECOND), [], 0
    monkeypatch.setattr("proxy.retry_after.time", type("", (), {"time": lambda: clock.wall / SECOND}))
    provider_now = clock.wall // SECOND
    with FakeProvider(Status(429, "slow")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            for days in (0, 1, -1):
                clock.wall = provider_now * SECOND
                clock.set(timedelta(days=days))
                for (form, headers), status in ((one, code) for one in FORMS.items() for code in (429, 503)):
                    provider.play(Status(status, "slow", headers=headers(provider_now)))
                    for wire in WIRES:
                        for agent in (CODEX, CLAUDE, {}):
                            cases += 1
                            answered, said, got = await running.post(wire, body(wire, "hi"), agent)
                            text, delay = said["error"]["message"], got.get("retry-after")
                            failure = running.last().failure
                            case = f"{days:+} {form} {status} {wire} {agent}: {answered} {delay} {text!r}"
                            if answered < 400 or (delay is not None and not 1 <= int(delay) <= MAX_TOLD_S):
                                wrong.append(case)
                            # By our own clock alone a date says what our clock makes of it.
                            known = {"date alone": max(0, HOURS - 24 * days) * 3600}.get(form, HOURS * 3600)
                            known = MAX_RETRY_AFTER_S if form.startswith("far") else known
                            if failure.retry_after != pytest.approx(known, abs=2):
                                wrong.append(f"{case}: read as {failure.retry_after}")
                            if (
                                wire == "chat"
                                and known > MAX_TOLD_S
                                and f"{round(known / 3600)} hours" not in text
                            ):
                                wrong.append(f"{case}: the time itself is not said")
                            kept = running.last().upstream_reply_headers
                            if not any(name.lower().startswith("retry-after") for name in kept):
                                wrong.append(f"{case}: not in the record")
    assert wrong == []
    assert cases == 3 * len(FORMS) * 2 * 9
