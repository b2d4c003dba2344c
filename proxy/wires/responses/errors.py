"""How a failure is said on the Responses wire, so that the client stops at once or waits rightly.

Codex 0.169.0, measured: a 400 is never repeated; 401 to 422 are repeated five times; a 503 thirty times (five
by the HTTP layer, which `request_max_retries` of the provider's table sets, times six), a 429 five times and
only with `retry-after`. It obeys `retry-after` at any length and on any status. Of a 400 it shows the bare
message for the codes `invalid_prompt`, `model_not_found` and `content_policy_violation`, its own words for
`context_length_exceeded`, and the raw body for all others. Inside a stream `invalid_prompt` means: show this,
stop.
"""

from math import ceil

import orjson

from proxy.conversation import Failure, FailureKind, Json
from proxy.limits.denials import is_denial
from proxy.retry_after import MAX_TOLD_S, told, with_wait
from proxy.wires import Client, HttpReply

RATE_LIMIT_WAIT_S = 3
"""Told to Codex where the provider named no time: without one it gives up at once."""
MAX_WAIT_S = 60
"""A longer wait is not told to Codex as one: it would sleep through it without a word. It gets the time in
words instead and stops."""
FAULT_WAIT_S = 1
"""Pause between Codex's repeats after a transient fault, as long as its own back-off is on average."""
MAX_FAULT_WAIT_S = 5
"""The longest such pause: up to thirty of them follow each other before the user sees the error."""

_CODES: dict[FailureKind, str] = {
    "context_overflow": "context_length_exceeded",
    "max_tokens_too_big": "invalid_request_error",
    "rate_limited": "rate_limit_exceeded",
    "quota": "insufficient_quota",
    "auth": "invalid_api_key",
    "forbidden": "permission_denied",
    "model_not_found": "model_not_found",
    "not_found": "not_found",
    "too_large": "request_too_large",
    "bad_request": "invalid_request_error",
    "policy": "content_policy_violation",
    "overloaded": "server_error",
    "server": "server_error",
    "timeout": "server_error",
    "network": "server_error",
    "truncated": "server_error",
    "empty": "server_error",
}
"""The words that OpenAI uses. A failure's own code stands where it says more."""
_STEERING = frozenset({"context_overflow", "rate_limited", "quota", "model_not_found"})
"""Kinds whose code the clients act on: always exactly OpenAI's word."""
_SAYS_NOTHING = frozenset({"invalid_request_error", "permission_denied", "not_found", "request_too_large"})
"""Codes that tell no more than the status; Codex shows the message alone with another one."""
_WORDED_BY_PROVIDERS = frozenset({"context_overflow", "max_tokens_too_big", "policy"})
"""The client's fault, but with whatever status a provider had for it; all others come from Turnout itself."""
_TRANSIENT: dict[FailureKind, int] = {
    "overloaded": 503,
    "server": 502,
    "timeout": 504,
    "network": 502,
    "truncated": 502,
    "empty": 502,
}
_PERMANENT: dict[FailureKind, int] = {
    "context_overflow": 400,
    "max_tokens_too_big": 400,
    "rate_limited": 429,
    "quota": 429,
    "auth": 401,
    "forbidden": 403,
    "model_not_found": 404,
    "not_found": 404,
    "too_large": 413,
    "bad_request": 400,
    "policy": 400,
}
_STATUSES = _TRANSIENT | _PERMANENT
OWN_FAULT = "internal"
"""The code of `proxy.failures.own_fault`."""
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def say_error(failure: Failure, client: Client) -> HttpReply:
    """Say a failure before the first byte; Codex gets what it handles well, others OpenAI's own statuses."""
    if client == "codex":
        return _to_codex(failure)
    status = _STATUSES[failure.kind]
    own = failure.fault in ("client", "turnout") and failure.kind not in _WORDED_BY_PROVIDERS
    if (own and 400 <= failure.status < 500) or (failure.kind in _TRANSIENT and 500 <= failure.status < 600):
        status = failure.status
    headers: list[tuple[str, str]] = []
    message = failure.message
    if failure.retry_after is not None and status in (429, 503, 529):
        headers.append(("retry-after", told(failure.retry_after)))
        if failure.retry_after > MAX_TOLD_S:
            message = with_wait(message, failure.retry_after)
    if failure.kind in _PERMANENT and failure.kind != "rate_limited":
        headers.append(("x-should-retry", "false"))  # the openai SDKs would repeat a 429 or 409
    return _reply(status, failure, _code(failure), message, *headers)


def stream_error(failure: Failure, client: Client) -> Json:
    """Return the `error` object of `response.failed`."""
    if client != "codex":
        return {"code": _code(failure), "message": failure.message}
    if failure.kind == "rate_limited":
        wait = _rate_limit_wait(failure)
        if wait is None:
            return {
                "code": "invalid_prompt",
                "message": with_wait(failure.message, failure.retry_after or 0.0),
            }
        # Codex reads the waiting time from these words.
        return {"code": "rate_limit_exceeded", "message": f"{failure.message} Please try again in {wait}s."}
    if failure.kind in ("context_overflow", "quota"):
        return {"code": _CODES[failure.kind], "message": failure.message}
    if failure.kind in _PERMANENT:
        return {"code": "invalid_prompt", "message": failure.message}
    return {"code": "server_error", "message": failure.message}


def _to_codex(failure: Failure) -> HttpReply:
    if failure.code == OWN_FAULT:  # the same request would meet it again, thirty times
        return _reply(400, failure, "invalid_prompt", failure.message)
    if failure.kind in _TRANSIENT:
        seconds = min(ceil(failure.retry_after or FAULT_WAIT_S), MAX_FAULT_WAIT_S)
        return _reply(503, failure, "server_error", failure.message, ("retry-after", str(seconds)))
    if failure.kind == "rate_limited":
        wait = _rate_limit_wait(failure)
        if wait is None:
            message = with_wait(failure.message, failure.retry_after or 0.0)
            return _reply(400, failure, "invalid_prompt", message)
        return _reply(429, failure, _code(failure), failure.message, ("retry-after", str(wait)))
    code = _code(failure)
    return _reply(400, failure, "invalid_prompt" if code in _SAYS_NOTHING else code, failure.message)


def _code(failure: Failure) -> str:
    if is_denial(failure):
        return failure.code
    word = _CODES[failure.kind]
    if failure.kind in _STEERING or failure.code in ("", failure.kind):
        return word
    return failure.code


def _rate_limit_wait(failure: Failure) -> int | None:
    """Return whole seconds that Codex may wait, None where that would be too long."""
    if failure.retry_after is None:
        return RATE_LIMIT_WAIT_S
    seconds = max(1, ceil(failure.retry_after))
    return seconds if seconds <= MAX_WAIT_S else None


def _reply(status: int, failure: Failure, code: str, message: str, *headers: tuple[str, str]) -> HttpReply:
    transient = failure.kind in _TRANSIENT
    kind = "server_error" if transient else _TYPES.get(status, "invalid_request_error")
    if is_denial(failure):
        kind = "invalid_request_error"
    error: Json = {"message": message, "type": kind, "param": None, "code": code}
    return HttpReply(status, orjson.dumps({"error": error}), headers)
