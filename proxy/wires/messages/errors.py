"""Failures in the words, types and statuses that make Claude Code stop, wait or compact as it should.

Measured on Claude Code 2.1.329: it repeats 401, 408, 409, 429 and 5xx for minutes, a 400 it does not know up
to six times with fields stripped and a 404 once, both also with `x-should-retry: false`, which ends all else.
A 400 of the type `policy_blocked` it shows and stops.
"""

import math

import orjson

from proxy.conversation import Failure, FailureKind, Json
from proxy.limits.denials import is_denial
from proxy.wires import Client, HttpReply

PATIENCE_S = 60.0
"""Claude Code 2.1.329 waits for a `retry-after` of 60 and gives up at once on one of 61."""

_PERMANENT = ("x-should-retry", "false")

_SAID: dict[FailureKind, tuple[int, str]] = {
    "context_overflow": (400, "invalid_request_error"),
    "max_tokens_too_big": (400, "invalid_request_error"),
    "rate_limited": (429, "rate_limit_error"),
    "quota": (402, "billing_error"),
    "auth": (401, "authentication_error"),
    "forbidden": (403, "permission_error"),
    "model_not_found": (404, "not_found_error"),
    "not_found": (404, "not_found_error"),
    "too_large": (413, "request_too_large"),
    "bad_request": (400, "invalid_request_error"),
    "policy": (400, "policy_blocked"),
    "overloaded": (529, "overloaded_error"),
    "server": (502, "api_error"),
    "timeout": (504, "api_error"),
    "network": (502, "api_error"),
    "truncated": (502, "api_error"),
    "empty": (502, "api_error"),
}
_QUOTA_OF_A_KEY = (429, "rate_limit_error")
"""An access key's quota is nobody's bill; `x-should-retry` stops Claude Code 2.1.329 at this status too."""
_PASSING: frozenset[FailureKind] = frozenset(
    {"rate_limited", "overloaded", "server", "timeout", "network", "truncated", "empty"}
)
"""Kinds that may be over at the next try."""

_REFUSED: frozenset[FailureKind] = frozenset(
    {"bad_request", "max_tokens_too_big", "model_not_found", "not_found"}
)
"""Permanent kinds that Claude Code would repeat by their own status and type."""


def error_object(failure: Failure) -> Json:
    """Return `{type: error, error: {type, message}}`, the data of a stream's `error` event."""
    return _envelope(_SAID[failure.kind][1], failure)


def _envelope(type_: str, failure: Failure) -> Json:
    error: Json = {"type": type_, "message": _message(failure)}
    if is_denial(failure):
        error["code"] = failure.code  # Anthropic has no such field, and clients pass over it
    return {"type": "error", "error": error}


def say_error(failure: Failure, client: Client) -> HttpReply:
    """Say a failure before the first byte: permanent ones end the client's turn with this one request."""
    denied_quota = failure.kind == "quota" and is_denial(failure)
    status, type_ = _QUOTA_OF_A_KEY if denied_quota else _SAID[failure.kind]
    mendable = _client_mends(failure)
    if client == "claude-code" and failure.kind in _REFUSED and not mendable:
        status, type_ = 400, "policy_blocked"
    headers: list[tuple[str, str]] = []
    if _may_pass(failure):
        if failure.retry_after is not None:
            headers.append(("retry-after", str(max(math.ceil(failure.retry_after), 1))))
    elif not mendable:
        headers.append(_PERMANENT)
    return HttpReply(status, orjson.dumps(_envelope(type_, failure)), tuple(headers))


def _client_mends(failure: Failure) -> bool:
    """Tell whether Claude Code asks again by itself with less: it compacts, or lowers `max_tokens`."""
    if failure.kind == "context_overflow":
        return True
    return failure.kind == "max_tokens_too_big" and bool(failure.used and failure.limit)


def _may_pass(failure: Failure) -> bool:
    if failure.kind not in _PASSING or failure.fault == "turnout":
        return False
    return failure.retry_after is None or failure.retry_after <= PATIENCE_S


def _message(failure: Failure) -> str:
    if failure.kind == "context_overflow":
        return _too_long(failure.used, failure.limit)
    if failure.kind == "max_tokens_too_big" and failure.used and failure.limit:
        return _no_room(failure.used, failure.limit)
    if failure.kind in _PASSING and failure.retry_after is not None and failure.retry_after > PATIENCE_S:
        return f"{failure.message} (it can be tried again in {_span(failure.retry_after)})"
    return failure.message


def _too_long(used: int | None, limit: int | None) -> str:
    """Return the sentence by which every version of Claude Code knows that it has to compact."""
    if limit is None:
        return "prompt is too long" if used is None else f"prompt is too long: {used} tokens"
    return f"prompt is too long: {max(used or 0, limit + 1)} tokens > {limit} maximum"


def _no_room(used: int, room: int) -> str:
    """Return the sentence from which Claude Code works out how much output there is room for.

    What was asked for is not known here; one more than the room is the least that it was.
    """
    sum_ = f"{used} + {room + 1} > {used + room}"
    return (
        f"input length and `max_tokens` exceed context limit: {sum_}, decrease input length or `max_tokens`"
    )


def _span(seconds: float) -> str:
    if seconds < 3600:
        return f"{math.ceil(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
