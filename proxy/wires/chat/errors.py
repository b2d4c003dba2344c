"""Failures in the words of chat completions: OpenAI's error envelope and the status that SDKs act on."""

from collections.abc import Mapping

import orjson
from msgspec.structs import replace

from proxy.conversation import Failure, FailureKind, Json
from proxy.limits.denials import is_denial
from proxy.retry_after import MAX_TOLD_S, told, with_wait
from proxy.wires import Client, HttpReply

# kind: HTTP status, type, code (None: the failure's own code, or its kind)
_TOLD: Mapping[FailureKind, tuple[int, str, str | None]] = {
    "context_overflow": (400, "invalid_request_error", "context_length_exceeded"),
    "max_tokens_too_big": (400, "invalid_request_error", None),
    "rate_limited": (429, "rate_limit_error", "rate_limit_exceeded"),
    "quota": (429, "insufficient_quota", "insufficient_quota"),
    "auth": (401, "authentication_error", None),
    "forbidden": (401, "authentication_error", None),
    "model_not_found": (404, "invalid_request_error", "model_not_found"),
    "not_found": (404, "invalid_request_error", None),
    "too_large": (413, "invalid_request_error", None),
    "bad_request": (400, "invalid_request_error", None),
    "policy": (400, "invalid_request_error", "content_filter"),
    "overloaded": (503, "server_error", None),
    "server": (502, "server_error", None),
    "timeout": (503, "server_error", None),
    "network": (502, "server_error", None),
    "truncated": (502, "server_error", None),
    "empty": (502, "server_error", None),
}
_WAITS: frozenset[FailureKind] = frozenset({"rate_limited", "overloaded", "server", "timeout", "network"})
"""Trying again later may help; for all else the openai SDKs are told not to (`x-should-retry`)."""
_RETRIED: frozenset[FailureKind] = _WAITS | {"truncated", "empty"}


def error_body(failure: Failure) -> Json:
    """Return the envelope, the same before and in a stream."""
    _, kind, code = _told(failure)
    error: Json = {
        "message": failure.message,
        "type": kind,
        "param": None,
        "code": code or failure.code or failure.kind,
    }
    return {"error": error}


def say_error(failure: Failure, client: Client) -> HttpReply:  # noqa: ARG001 - SDKs all read the same
    """Say a failure before the first byte of a reply."""
    headers: list[tuple[str, str]] = []
    if failure.retry_after is not None and failure.kind in _WAITS:
        headers.append(("retry-after", told(failure.retry_after)))
        if failure.retry_after > MAX_TOLD_S:
            failure = replace(failure, message=with_wait(failure.message, failure.retry_after))
    if failure.kind not in _RETRIED:
        headers.append(("x-should-retry", "false"))
    return HttpReply(_told(failure)[0], orjson.dumps(error_body(failure)), tuple(headers))


def _told(failure: Failure) -> tuple[int, str, str | None]:
    if is_denial(failure):
        return failure.status, "invalid_request_error", failure.code
    return _TOLD[failure.kind]
