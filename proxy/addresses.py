"""Where an endpoint may be instead, when its address leads nowhere: the mistakes that people make with base URLs."""

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from proxy.conversation import Failure, Wire

_ENDS: Final = {"chat": "/chat/completions", "responses": "/responses", "messages": "/messages"}
_APPENDED = re.compile(r"/(?:chat/completions|completions|responses|messages|models|embeddings)(?:/.*)?$")
"""What clients append by themselves, and people paste with the rest."""
_VERSION = re.compile(r"/v\d+(?:(?:alpha|beta)\d*)?$")
_DOUBLED = re.compile(r"(/v\d+)(?:\1)+$")
_ELSEWHERE: Final = frozenset({"wrong_url", "base_url_path", "web_page", "not_found"})


def leads_nowhere(failure: Failure) -> bool:
    """Tell whether a failure means that no API answers at the address."""
    return failure.code in _ELSEWHERE and failure.status < 500


def other_address(url: str, wire: Wire) -> str | None:
    """Return the address on the same host that was most likely meant; None where nothing speaks for another."""
    parts = urlsplit(url)
    end = _ENDS[wire]
    if not parts.path.endswith(end):
        return None
    base = parts.path.removesuffix(end).rstrip("/")
    better = _DOUBLED.sub(r"\1", _APPENDED.sub("", base))
    if wire == "messages" and _APPENDED.search(_VERSION.sub("", base)):
        better = _APPENDED.sub("", _VERSION.sub("", base))  # …/v1/messages + /v1/messages
    if _VERSION.search(better) is None:
        better += "/v1"
    better = _DOUBLED.sub(r"\1", better)
    return None if better == base else urlunsplit(parts._replace(path=better + end))
