"""What a step shows of a request and its reply: bounded, and without a secret in it."""

from collections.abc import Mapping, Sequence

from app.check.result import Evidence
from profiles.clients.diff import mask_text
from proxy.redact import mask, redact_headers

MAX_CHARS = 4_000
"""Of each body: enough to see what is wrong, and fit for an issue tracker."""
_SHOWN_HEADERS = ("content-type", "retry-after", "server", "via", "x-request-id", "request-id")
_SHOWN_PREFIXES = ("x-ratelimit", "ratelimit", "anthropic-ratelimit")


def show(
    request: bytes, reply: bytes, status: int, headers: Mapping[str, str], secrets: Sequence[str]
) -> Evidence:
    """Return what may be shown."""
    return Evidence(
        _text(request, secrets), _text(reply, secrets), status, _hide_all(shown_headers(headers), secrets)
    )


def hide(text: str, secrets: Sequence[str]) -> str:
    """Return a text without the secrets, and without what looks like one."""
    return mask_text(mask(text, tuple(secrets)))


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that tell something: types, ids, limits."""
    return {
        name: value
        for name, value in redact_headers(headers).items()
        if name in _SHOWN_HEADERS or is_limit(name)
    }


def is_limit(name: str) -> bool:
    """Tell whether a header says how much may still be asked."""
    return name.lower().startswith(_SHOWN_PREFIXES)


def _hide_all(headers: Mapping[str, str], secrets: Sequence[str]) -> dict[str, str]:
    return {name: hide(value, secrets)[:200] for name, value in headers.items()}


def _text(body: bytes, secrets: Sequence[str]) -> str:
    # Cut late: a secret that spans the cut must still be found.
    text = hide(body[: 4 * MAX_CHARS].decode("utf-8", "replace"), secrets)
    return text if len(text) <= MAX_CHARS else f"{text[:MAX_CHARS]}… ({len(body)} bytes in all)"
