"""One request as a curl command for a POSIX shell; the key is a variable that the user sets."""

import shlex
from typing import Any, Literal

from app.errors import AppError
from proxy.redact import MASK

KEY_VARIABLE = "TURNOUT_KEY"

Leg = Literal["client", "upstream"]

_OWN = frozenset(
    ("host", "content-length", "accept-encoding", "connection", "transfer-encoding", "content-encoding")
)
"""Headers that curl writes itself, or that describe the bytes that were sent then."""


def as_curl(detail: dict[str, Any], base_url: str = "", leg: Leg = "upstream") -> str:
    """Return the command that repeats the request to the provider, or the client's to Turnout at `base_url`.

    Raises `AppError` where the body was not kept, or where nothing was sent to a provider.
    """
    attempts = detail["attempts_detail"]
    if leg == "upstream" and not attempts:
        raise AppError(
            "Nothing was sent to a provider for this request.",
            "Copy the client's request instead.",
            "nothing_sent",
        )
    body = detail["bodies"][f"{leg}_request"]
    if not body:
        raise AppError(
            "The body of this request was not kept.",
            "The setting record_bodies says which are kept: never, errors or all.",
            "body_not_kept",
        )
    url = attempts[-1]["url"] if leg == "upstream" else f"{base_url}{detail['path']}"
    headers = detail["headers"][f"{leg}_request"]
    words = [f"curl -sS{'N' if detail['streamed'] else ''} {shlex.quote(url)}"]
    words += [f"-H {_header(name, value)}" for name, value in headers.items() if name.lower() not in _OWN]
    words.append(f"--data-binary {shlex.quote(body)}")
    return " \\\n  ".join(words) + "\n"


def _header(name: str, value: str) -> str:
    if value != MASK:
        return shlex.quote(f"{name}: {value}")
    scheme = "Bearer " if name.lower() == "authorization" else ""
    return f'"{name}: {scheme}${KEY_VARIABLE}"'
