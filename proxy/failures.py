"""What went wrong, told from a provider's status, headers and words; and the failures of our own making.

The words live in `proxy.failure_phrases`, reading and quoting an error body in `proxy.error_text`, delays in
`proxy.retry_after`, what one changed retry can mend in `proxy.repairs` (its names are offered here too).
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from proxy.conversation import Failure, FailureKind, Fault, Json
from proxy.error_text import ErrorText, quote, read_error, read_error_object
from proxy.failure_codes import refine, refine_network
from proxy.failure_phrases import ROWS, STATUSES, Row
from proxy.repairs import Repair, RepairAction, repairable
from proxy.retry_after import read_delay

__all__ = [
    "Repair",
    "RepairAction",
    "classify",
    "classify_error_object",
    "cut",
    "empty_reply",
    "error_in",
    "repairable",
    "timed_out",
    "unreachable",
]

MIN_ROOM_TOKENS = 4_096
"""With less room left for output than this a conversation counts as too long: no edit fits into it."""

_OPENINGS: dict[FailureKind, str] = {
    "context_overflow": "The conversation is longer than the model's context window",
    "max_tokens_too_big": "The provider allows fewer output tokens than were asked for",
    "rate_limited": "The provider limits the rate of requests",
    "quota": "The provider account has no quota or balance left",
    "auth": "The provider does not accept the key",
    "forbidden": "The provider refuses access",
    "model_not_found": "The provider does not offer this model",
    "not_found": "The provider has no such address",
    "too_large": "The request is too large for the provider",
    "bad_request": "The provider refused the request",
    "policy": "The provider refuses the content",
    "overloaded": "The provider is overloaded",
    "server": "The provider failed",
    "timeout": "The provider took too long",
    "network": "The provider cannot be reached",
    "truncated": "The reply broke off",
    "empty": "The reply was empty",
}
_FAULTS: dict[FailureKind, Fault] = {
    "context_overflow": "client",
    "max_tokens_too_big": "client",
    "too_large": "client",
    "policy": "client",
    "bad_request": "translation",
    "network": "network",
}
_FIXES: dict[str, str] = {
    "wire_not_supported": "this endpoint does not speak the wire it was asked on:"
    " give the profile the wire that it speaks (mostly chat)",
    "wrong_url": "check the base URL of the profile (often `/v1` is missing or doubled)",
    "base_url_path": "the base URL of the profile has a path too many: remove `{path}` from its end",
    "web_page": "a web page came back, not an API's answer: check the base URL of the profile (often `/v1` is"
    " missing), or a firewall or login page in between",
    "gateway_page": "a web page of a gateway came back, not an API's answer: the provider, or a proxy before it,"
    " is failing",
    "redirected": "the provider redirects to {path}, which is not followed: if that is right, make it the"
    " base URL",
}


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Tell what an upstream's HTTP error means. Any body will do; header names in any case."""
    lower = {name.lower(): value for name, value in headers.items()}
    read = read_error(body)
    return _failure(read, status, read_delay(read, lower), lower.get("location", ""))


def classify_error_object(error: object, status: int = 0) -> Failure:
    """Tell what an error inside a stream or inside a 200 body means: an object, a list or a string."""
    if isinstance(error, str | bytes):
        read = read_error(error.encode("utf-8", "replace") if isinstance(error, str) else error)
    else:
        read = read_error_object(error)
    return _failure(read, status, read_delay(read, {}), "")


def error_in(body: Json) -> object | None:
    """Return the error that a body with status 200 holds, None where there is none.

    `error` (not null), `errors`, Anthropic's `type: error`, MiniMax's `base_resp` with a code other than 0,
    and bare `code`/`message` objects (SiliconFlow, Spark) where nothing of a reply stands beside them.
    """
    if body.get("error"):
        return body
    base = body.get("base_resp")
    if isinstance(base, dict) and base.get("status_code") not in (0, "0", None):
        return {"base_resp": base}
    if any(body.get(name) for name in ("choices", "content", "output", "response", "delta", "usage", "id")):
        return None
    if body.get("type") == "error" or body.get("errors") or body.get("detail"):
        return body
    said = body.get("message") or body.get("msg") or body.get("error_msg")
    code = body.get("code", body.get("error_code"))
    return body if isinstance(said, str) and code not in (None, 0, "0", 200, "200", "") else None


def unreachable(host: str, why: str) -> Failure:
    """No connection came about: name, port, TLS or a refusal; `why` in a few words."""
    code = refine_network(why)
    return Failure("network", f"{host} cannot be reached: {quote(why, 200)}", "network", code)


def hung_up(host: str) -> Failure:
    """The provider took the request and closed the connection without an answer."""
    return Failure("network", f"{host} closed the connection before it answered", "network", "hung_up")


def timed_out(phase: str, seconds: float) -> Failure:
    """The provider was silent too long. `phase`: connect, first_byte or idle."""
    said = {
        "connect": "could not be connected to within {} s",
        "first_byte": "sent nothing within {} s",
        "idle": "fell silent for {} s in the middle of the reply",
    }.get(phase, f"took more than {{}} s ({phase})")
    fault: Fault = "network" if phase == "connect" else "provider"
    return Failure("timeout", f"The provider {said.format(f'{seconds:g}')}", fault, f"timeout_{phase}")


def cut(after: str) -> Failure:
    """The stream ended before the reply did. `after`: what had come, in a few words ("text", "3 events")."""
    return Failure("truncated", f"The provider's reply broke off after {after}", "provider", "truncated")


def own_fault() -> Failure:
    """Turnout itself failed; the cause is in its log."""
    return Failure(
        "server", "Turnout met an error of its own here; its log has the details", "turnout", "internal"
    )


def empty_reply() -> Failure:
    """The provider ended a reply that says and does nothing."""
    return Failure("empty", "The provider sent a reply with nothing in it", "provider", "empty_reply")


# ----------------------------------------------------------------------------- telling
def _failure(read: ErrorText, status: int, retry_after: float | None, location: str) -> Failure:
    weight = status
    if status in (0, 200):  # an error inside a success: its own number says more (OpenRouter: code 502)
        inner = (int(code) for code in read.codes if code.isdecimal() and len(code) == 3)
        weight = next((number for number in inner if 400 <= number < 600), 0)
    row, found = _row_for(read, weight)
    kind, code = (row.kind, row.code) if row else (_kind_of(weight), "")
    used, limit = read.used, read.limit
    if found is not None:
        used, limit = _figures(found.groupdict(), used, limit)
        if kind == "max_tokens_too_big" and "input" in found.groupdict():
            kind, used, limit = _weigh_sum(found.groupdict())
    if kind == "quota" and retry_after is not None and weight == 429 and not _has_code(row, read):
        kind = "rate_limited"  # Gemini words both alike; only what passes by itself comes with a delay
    path = ""
    if 300 <= status < 400:
        kind, code, path = "not_found", "redirected", _origin(location)
    elif read.shape == "html" and row is None:
        code = "web_page"
    elif kind == "not_found" and code != "wire_not_supported":
        path = _path_too_many(read.text)
        code = "base_url_path" if path else "wrong_url"
    fault = _FAULTS.get(kind, "provider")
    if read.shape == "html" and weight >= 500:
        code = "gateway_page"
    elif not code:
        code, other = refine(kind, f"{read.text} {' '.join(read.codes)}".lower())
        fault = other or fault
    return Failure(
        kind,
        _sentence(kind, code, status, read.text, path, used, limit),
        fault,
        code or kind,
        status,
        retry_after,
        limit if kind in ("context_overflow", "max_tokens_too_big") else None,
        used if kind in ("context_overflow", "max_tokens_too_big") else None,
    )


def _row_for(read: ErrorText, status: int) -> tuple[Row | None, re.Match[str] | None]:
    """Return the first row that fits, and what its pattern found (figures also where a code decided)."""
    text = _THOUSANDS.sub(lambda m: m[0].replace(",", "").replace("_", ""), read.text.lower())
    for row in ROWS:
        if row.statuses and status not in row.statuses:
            continue
        found = next((hit for pattern in row.patterns if (hit := re.search(pattern, text))), None)
        if found is not None or _has_code(row, read):
            return row, found
    return None, None


_THOUSANDS = re.compile(r"(?<![\[(\d.])\b\d{1,3}(?:[,_]\d{3})+\b(?!,)")


def _has_code(row: Row | None, read: ErrorText) -> bool:
    return row is not None and any(code in row.codes for code in read.codes)


def _kind_of(status: int) -> FailureKind:
    known = STATUSES.get(status)
    if known is not None:
        return known
    return "bad_request" if 400 <= status < 500 else "server"


def _figures(
    groups: Mapping[str, str | None], used: int | None, limit: int | None
) -> tuple[int | None, int | None]:
    if below := groups.get("below"):
        limit = int(below[:12]) - 1
    if figure := groups.get("limit"):
        limit = int(figure[:12])
    if figure := groups.get("used"):
        used = int(figure[:12])
    return used, limit


def _weigh_sum(groups: Mapping[str, str | None]) -> tuple[FailureKind, int, int]:
    """Tell which is at fault where input and wished output together are too long; with used and limit."""
    given = sum(int((groups.get(name) or "0")[:12]) for name in ("input", "input2"))
    window = int((groups["limit"] or "0")[:12])
    if window - given >= MIN_ROOM_TOKENS:
        return "max_tokens_too_big", given, window - given
    if given > window:
        return "context_overflow", given, window
    return "context_overflow", given + int((groups["output"] or "0")[:12]), window


# ----------------------------------------------------------------------------- saying
def _sentence(
    kind: FailureKind, code: str, status: int, text: str, path: str, used: int | None, limit: int | None
) -> str:
    said = _OPENINGS[kind]
    if kind == "context_overflow" and used and limit and used > limit:
        said += f" ({used} tokens, at most {limit})"
    elif kind == "max_tokens_too_big" and limit:
        said += f" (at most {limit})"
    elif status:
        said += f" (HTTP {status})"
    if fix := _FIXES.get(code):
        said += "; " + fix.format(path=path)
    quoted = quote(text)
    return f"{said}: {quoted}" if quoted else said


_ENDPOINTS = ("/chat/completions", "/responses", "/messages", "/completions")


def _path_too_many(text: str) -> str:
    """Return what a base URL has too much, told from the path that the provider did not know."""
    found = re.search(r"(?:post|get)?[ (\"'`]*(/[\w\-./:]{1,300})", text, re.IGNORECASE)
    if found is None:
        return ""
    path = found[1]
    last = next((end for end in _ENDPOINTS if path.endswith(end)), "")
    rest = path.removesuffix(last) if last else path
    doubled = next((end for end in _ENDPOINTS if end in rest), "")
    if doubled:
        return rest[rest.index(doubled) :].removesuffix("/v1")
    return "/v1" if "/v1/v1" in path else ""


def _origin(location: str) -> str:
    parts = urlsplit(location) if len(location) < 2_000 else urlsplit("")
    host = parts.hostname or ""
    if not host:
        return "another address"
    port = re.search(r":\d{1,5}\Z", parts.netloc)
    return f"{parts.scheme}://{quote(host, 200)}{port[0] if port else ''}"
