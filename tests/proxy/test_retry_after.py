"""Delays: seconds, milliseconds, dates by either clock, words; clamped, whatever is said."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from proxy.failures import classify
from proxy.retry_after import MAX_RETRY_AFTER_S


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
