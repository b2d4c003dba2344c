"""Failures as HTTP answers: what makes Claude Code stop at once, wait, compact, or ask for less."""

from __future__ import annotations

from typing import Any, get_args

import orjson
import pytest

from proxy.conversation import Failure, FailureKind
from proxy.wires import Client
from proxy.wires.messages import say_error

STOP_AT_ONCE = ("x-should-retry", "false")


def said(failure: Failure, client: Client = "claude-code") -> tuple[int, str, str, dict[str, str]]:
    """Return status, type, message and headers."""
    reply = say_error(failure, client)
    body: dict[str, Any] = orjson.loads(reply.body)
    assert set(body) == {"type", "error"}
    assert body["type"] == "error"
    assert set(body["error"]) == {"type", "message"}
    return reply.status, body["error"]["type"], body["error"]["message"], dict(reply.headers)


@pytest.mark.parametrize("client", get_args(Client))
@pytest.mark.parametrize("kind", get_args(FailureKind))
def test_row_129_every_kind_has_an_envelope_and_either_stops_or_may_be_repeated(
    kind: FailureKind, client: Client
) -> None:
    status, type_, message, headers = said(Failure(kind, "Words for people"), client)
    assert 400 <= status < 600
    assert type_
    assert message
    passing = {"rate_limited", "overloaded", "server", "timeout", "network", "truncated", "empty"}
    assert ("x-should-retry" in headers) == (kind not in passing | {"context_overflow"})


@pytest.mark.parametrize(
    ("kind", "status", "type_"),
    [
        ("auth", 401, "authentication_error"),
        ("forbidden", 403, "permission_error"),
        ("quota", 402, "billing_error"),
        ("too_large", 413, "request_too_large"),
        ("policy", 400, "policy_blocked"),
    ],
)
def test_row_127_permanent_failures_keep_their_status(kind: FailureKind, status: int, type_: str) -> None:
    answer = said(Failure(kind, "Words for people"))
    assert answer == (status, type_, "Words for people", dict([STOP_AT_ONCE]))


@pytest.mark.parametrize("kind", ["bad_request", "max_tokens_too_big", "model_not_found", "not_found"])
def test_row_125_what_claude_code_would_repeat_is_a_400_it_does_not(kind: FailureKind) -> None:
    answer = said(Failure(kind, "Words for people"))
    assert answer == (400, "policy_blocked", "Words for people", dict([STOP_AT_ONCE]))


def test_other_clients_hear_the_plain_type() -> None:
    assert said(Failure("bad_request", "x"), "other")[:2] == (400, "invalid_request_error")
    assert said(Failure("model_not_found", "x"), "other")[:2] == (404, "not_found_error")


@pytest.mark.parametrize("client", get_args(Client))
def test_row_123_an_overflow_is_the_sentence_that_starts_a_compaction(client: Client) -> None:
    failure = Failure("context_overflow", "x", used=210_000, limit=200_000)
    expected = "prompt is too long: 210000 tokens > 200000 maximum"
    assert said(failure, client) == (400, "invalid_request_error", expected, {})


@pytest.mark.parametrize(
    ("used", "limit", "expected"),
    [
        (None, 131_072, "prompt is too long: 131073 tokens > 131072 maximum"),
        (100_000, 131_072, "prompt is too long: 131073 tokens > 131072 maximum"),
        (140_000, None, "prompt is too long: 140000 tokens"),
        (None, None, "prompt is too long"),
    ],
)
def test_row_123_figures_that_are_not_known_are_not_made_up(
    used: int | None, limit: int | None, expected: str
) -> None:
    assert said(Failure("context_overflow", "x", used=used, limit=limit))[2] == expected


def test_row_139_too_much_output_is_the_sentence_from_which_claude_code_asks_for_less() -> None:
    status, type_, message, headers = said(Failure("max_tokens_too_big", "x", used=190_000, limit=10_000))
    assert (status, type_, headers) == (400, "invalid_request_error", {})
    assert message.startswith(
        "input length and `max_tokens` exceed context limit: 190000 + 10001 > 200000, decrease"
    )


@pytest.mark.parametrize(("seconds", "header"), [(0.0, "1"), (1.2, "2"), (60.0, "60")])
def test_row_124_a_short_wait_is_passed_on(seconds: float, header: str) -> None:
    answer = said(Failure("rate_limited", "Slow down", retry_after=seconds))
    assert answer == (429, "rate_limit_error", "Slow down", {"retry-after": header})


@pytest.mark.parametrize(
    ("seconds", "words"), [(61.0, "in 2 min"), (600.0, "in 10 min"), (9_000.0, "in 2.5 h")]
)
def test_row_124_a_long_wait_is_a_clear_end(seconds: float, words: str) -> None:
    status, _, message, headers = said(Failure("rate_limited", "Slow down", retry_after=seconds))
    assert (status, message, headers) == (
        429,
        f"Slow down (it can be tried again {words})",
        dict([STOP_AT_ONCE]),
    )


def test_a_wait_nobody_named_is_the_client_s_own() -> None:
    assert said(Failure("overloaded", "x"))[:2] == (529, "overloaded_error")
    assert said(Failure("overloaded", "x"))[3] == {}


def test_our_own_faults_are_not_repeated() -> None:
    assert said(Failure("server", "x", fault="turnout"))[3] == dict([STOP_AT_ONCE])
