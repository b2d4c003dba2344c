"""Failures before the first byte: what stops Codex after one request, what makes it wait."""

import json

import pytest

from proxy.conversation import Failure, FailureKind, Json
from proxy.failures import own_fault
from proxy.wires import Client, HttpReply
from proxy.wires.responses import say_error
from proxy.wires.responses.errors import MAX_FAULT_WAIT_S, MAX_WAIT_S, stream_error


def said(failure: Failure, client: Client = "codex") -> tuple[HttpReply, Json]:
    reply = say_error(failure, client)
    body = json.loads(reply.body)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"message", "type", "param", "code"}
    assert body["error"]["message"]
    return reply, body["error"]


PERMANENT: list[tuple[FailureKind, str, str]] = [
    ("auth", "invalid_api_key", "invalid_api_key"),
    ("auth", "", "invalid_api_key"),
    ("auth", "missing_api_key", "missing_api_key"),
    ("forbidden", "", "invalid_prompt"),
    ("forbidden", "model_not_allowed", "model_not_allowed"),
    ("model_not_found", "unknown_model", "model_not_found"),
    ("not_found", "wrong_url", "wrong_url"),
    ("not_found", "not_found", "invalid_prompt"),
    ("too_large", "", "invalid_prompt"),
    ("bad_request", "bad_request", "invalid_prompt"),
    ("bad_request", "unsupported_previous_response_id", "unsupported_previous_response_id"),
    ("max_tokens_too_big", "", "invalid_prompt"),
    ("policy", "", "content_policy_violation"),
    ("quota", "quota", "insufficient_quota"),
    ("context_overflow", "context_overflow", "context_length_exceeded"),
]


@pytest.mark.parametrize(("kind", "code", "told"), PERMANENT)
@pytest.mark.parametrize("status", [0, 400, 401, 402, 403, 404, 413, 422])
def test_row_125_permanent_failures_stop_codex_at_once(
    kind: FailureKind, code: str, told: str, status: int
) -> None:
    reply, error = said(Failure(kind, "Why.", code=code, status=status))
    assert reply.status == 400
    assert reply.headers == ()
    assert (error["message"], error["type"], error["code"]) == ("Why.", "invalid_request_error", told)


def test_row_122_context_overflow_is_the_signal_to_compact() -> None:
    reply, error = said(Failure("context_overflow", "Too long.", limit=131072, used=140000, status=400))
    assert (reply.status, error["code"]) == (400, "context_length_exceeded")


@pytest.mark.parametrize(("retry_after", "told"), [(None, "3"), (0.0, "1"), (1.4, "2"), (60.0, "60")])
def test_row_124_rate_limit_has_a_usable_delay(retry_after: float | None, told: str) -> None:
    reply, error = said(Failure("rate_limited", "Slow.", retry_after=retry_after, status=429))
    assert reply.status == 429
    assert reply.headers == (("retry-after", told),)
    assert error["code"] == "rate_limit_exceeded"


@pytest.mark.parametrize(
    ("retry_after", "words"),
    [(61.0, "2 minutes"), (600.0, "10 minutes"), (7200.0, "2 hours"), (20_000.0, "6 hours")],
)
def test_row_124_long_wait_is_said_in_words_and_not_slept_through(retry_after: float, words: str) -> None:
    assert retry_after > MAX_WAIT_S
    reply, error = said(Failure("rate_limited", "Slow.", retry_after=retry_after))
    assert (reply.status, reply.headers, error["code"]) == (400, (), "invalid_prompt")
    assert words in str(error["message"])


def test_long_wait_for_everybody_else_stays_a_status() -> None:
    reply, _ = said(Failure("rate_limited", "Slow.", retry_after=600.0), "other")
    assert (reply.status, dict(reply.headers)) == (429, {"retry-after": "600"})


@pytest.mark.parametrize("kind", ["overloaded", "server", "timeout", "network", "truncated", "empty"])
@pytest.mark.parametrize(("retry_after", "told"), [(None, 1), (3.0, 3), (400.0, MAX_FAULT_WAIT_S)])
def test_row_129_transient_failures_are_repeated_after_a_short_pause(
    kind: FailureKind, retry_after: float | None, told: int
) -> None:
    reply, error = said(Failure(kind, "Broken.", code="web_page", status=502, retry_after=retry_after))
    assert reply.status == 503
    assert reply.headers == (("retry-after", str(told)),)
    assert (error["code"], error["type"]) == ("server_error", "server_error")


@pytest.mark.parametrize(
    ("failure", "status", "code", "kind"),
    [
        (Failure("auth", "x"), 401, "invalid_api_key", "authentication_error"),
        (Failure("forbidden", "x", status=401), 403, "permission_denied", "permission_error"),
        (Failure("model_not_found", "x", status=400), 404, "model_not_found", "invalid_request_error"),
        (Failure("not_found", "x"), 404, "not_found", "invalid_request_error"),
        (Failure("too_large", "x"), 413, "request_too_large", "invalid_request_error"),
        (Failure("bad_request", "x", status=422), 400, "invalid_request_error", "invalid_request_error"),
        (
            Failure("bad_request", "x", fault="client", code="c", status=415),
            415,
            "c",
            "invalid_request_error",
        ),
        (Failure("context_overflow", "x", fault="client", status=500), 400, "context_length_exceeded", ""),
        (Failure("quota", "x", status=402), 429, "insufficient_quota", "rate_limit_error"),
        (Failure("rate_limited", "x"), 429, "rate_limit_exceeded", "rate_limit_error"),
        (Failure("server", "x", status=529), 529, "server_error", "server_error"),
        (Failure("server", "x", status=200), 502, "server_error", "server_error"),
        (Failure("overloaded", "x"), 503, "server_error", "server_error"),
        (Failure("timeout", "x", code="timeout_idle"), 504, "timeout_idle", "server_error"),
    ],
)
def test_other_clients_get_openais_statuses(failure: Failure, status: int, code: str, kind: str) -> None:
    reply, error = said(failure, "other")
    assert (reply.status, error["code"]) == (status, code)
    if kind:
        assert error["type"] == kind
    permanent = status < 500 and failure.kind != "rate_limited"
    assert (("x-should-retry", "false") in reply.headers) == permanent


def test_retry_after_for_other_clients_where_the_provider_named_one() -> None:
    assert ("retry-after", "2") in said(Failure("overloaded", "x", retry_after=1.5), "other")[0].headers
    assert said(Failure("server", "x", retry_after=1.5), "other")[0].headers == ()


def test_stream_errors_of_other_clients_keep_their_code() -> None:
    assert stream_error(Failure("auth", "x"), "other") == {"code": "invalid_api_key", "message": "x"}
    assert stream_error(Failure("rate_limited", "x", retry_after=600), "codex")["code"] == "invalid_prompt"


def test_goal_015_a_fault_of_ours_is_not_repeated() -> None:
    reply, error = said(own_fault())
    assert (reply.status, reply.headers, error["code"]) == (400, (), "invalid_prompt")
    assert said(own_fault(), "other")[0].status == 502
