"""Who may speak to the listener at all: this machine's programs, never a web page."""

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
CODINGS = ("gzip", "x-gzip", "deflate", "zstd", "br")
"""The content codings that `proxy.body` undoes."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HOP_HEADER = "x-turnout-hop"
"""Sent with every upstream request; a request that carries it came from Turnout itself: a loop."""

_JSON = re.compile(r"application/([\w.+-]+\+)?json\s*(;.*)?$", re.IGNORECASE)


class Refusal(Struct, frozen=True):
    """Why a request is not let in: HTTP `status`, a stable `code`, one sentence."""

    status: int
    code: str
    message: str


def check_address(target: str, hosts: Sequence[str], port: int) -> Refusal | None:
    """Check the request target and the raw Host headers against DNS rebinding.

    The header is compared whole, with the listener's port: nothing is parsed, so nothing can be smuggled.
    """
    if not target.startswith("/"):
        return Refusal(403, "host_not_allowed", "The request target must be a path.")
    if len(hosts) != 1 or hosts[0].lower() not in _allowed_hosts(port):
        return Refusal(403, "host_not_allowed", "Turnout answers only to 127.0.0.1 and localhost.")
    return None


@cache
def _allowed_hosts(port: int) -> frozenset[str]:
    allowed = {f"{name}:{port}" for name in LOOPBACK_NAMES}
    if port == 80:
        allowed.update(LOOPBACK_NAMES)
    return frozenset(allowed)


def check_framing(
    method: str, version: tuple[int, int], transfer_codings: Sequence[str], lengths: Sequence[str]
) -> Refusal | None:
    """Refuse what is no plain HTTP/1: also a tunnel, and a body whose end another reader could see elsewhere."""
    if version not in ((1, 0), (1, 1)):
        return Refusal(400, "bad_request", "Turnout speaks HTTP/1.1.")
    if method not in METHODS:
        return Refusal(405, "method_not_allowed", f"Turnout knows {', '.join(METHODS)}.")
    if transfer_codings and (lengths or [one.lower() for one in transfer_codings] != ["chunked"]):
        return Refusal(400, "bad_request", "Say the length of the body, or send it chunked; not both.")
    return None


def check_browser(origins: Sequence[str], fetch_sites: Sequence[str]) -> Refusal | None:
    """Refuse what a browser sends for a page: no page has business here."""
    if origins or any(site.lower() not in ("none", "same-origin") for site in fetch_sites):
        return Refusal(403, "origin_not_allowed", "Turnout does not answer web pages.")
    return None


def check_content_type(content_type: str | None) -> Refusal | None:
    """Demand JSON: what a form or a simple cross-site request cannot send."""
    if content_type is None or not _JSON.match(content_type):
        return Refusal(415, "content_type_not_json", "Send the body as Content-Type: application/json.")
    return None


def content_codings(headers: Sequence[str]) -> list[str]:
    """Return the content codings that Content-Encoding headers name, in the order in which they were put on."""
    named = [name.strip(" \t").lower() for name in ",".join(headers).split(",")]
    return [name for name in named if name not in ("", "identity")]


def check_content_coding(headers: Sequence[str]) -> Refusal | None:
    """Refuse a body that nobody here can unpack, before it is read."""
    if headers and any(name not in CODINGS for name in content_codings(headers)):
        known = ", ".join(CODINGS)
        return Refusal(
            415, "content_encoding_unknown", f"Turnout reads these Content-Encodings: {known}, or none."
        )
    return None
