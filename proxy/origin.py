"""Where a request comes from: its conversation, its folder and its program's version, by what the clients send."""

import re
from collections.abc import Mapping
from functools import lru_cache

import orjson
from msgspec import Struct

SEARCHED_BYTES = 1024 * 1024
"""The folder stands near the start of a body (Codex 0.169.0: 20 KB in, Claude Code 2.1.329: 1 KB)."""
LONGEST = 4096
"""Bytes; a longer path or id is none."""

_SESSION_HEADERS = ("session-id", "x-claude-code-session-id")
# In the body, for a client behind something that drops headers. Claude Code's user id is JSON within JSON.
_SESSION_MARKS = (b'"prompt_cache_key":"', rb"session_id\":\"", b"_session_")
_ID = re.compile(rb"[\w.:-]{1,200}")
# Up to the end of the line or of the JSON text; any escape but a line's end belongs to the path (Windows).
_PATH = re.compile(rb'((?:[^"\\<]|\\(?!n).){1,%d})' % LONGEST)
_CODEX_START, _CODEX_MARK = b"<environment_context>", b"<cwd>"
_MARK = b"orking directory: "
_NEAR = 400
"""Bytes from the start of Codex's description of its environment to its folder."""
_VERSION = re.compile(r"[^/\s]+/v?(\d[\w.+-]*)")


class Origin(Struct, frozen=True):
    """None: the client does not say."""

    session: str | None = None
    client_version: str | None = None
    project: str | None = None


def find_origin(client: str, headers: Mapping[str, str], body: bytes) -> Origin:
    """Read it from the request's headers (names in lower case) and, without parsing it, its body.

    Codex 0.169.0 sends `session-id`, `prompt_cache_key` and `<environment_context>` with `<cwd>`; Claude Code 2.1.329
    sends `x-claude-code-session-id`, `metadata.user_id` and a line `Primary working directory: …`.
    """
    return Origin(
        _session_of(headers, body),
        _version_of(headers.get("user-agent", "")),
        _project_of(client, body),
    )


def _session_of(headers: Mapping[str, str], body: bytes) -> str | None:
    for name in _SESSION_HEADERS:
        if found := headers.get(name):
            return found[:LONGEST]
    tail = max(SEARCHED_BYTES, len(body) - SEARCHED_BYTES)
    for mark in _SESSION_MARKS:
        at = body.find(mark, 0, SEARCHED_BYTES)
        if at < 0:
            at = body.find(
                mark, tail
            )  # both clients say it after the conversation, which is nearly all of a body
        if at >= 0 and (match := _ID.match(body, at + len(mark))):
            return match[0].decode()
    return None


@lru_cache(maxsize=64)
def _version_of(agent: str) -> str | None:
    match = _VERSION.match(agent)
    return match[1] if match else None


def _project_of(client: str, body: bytes) -> str | None:
    mark, start, end = _MARK, 0, SEARCHED_BYTES
    if client == "codex":
        start = body.find(_CODEX_START, 0, SEARCHED_BYTES)
        if start < 0:
            return None
        mark, end = _CODEX_MARK, start + _NEAR
    at = body.find(mark, start, end)
    match = _PATH.match(body, at + len(mark)) if at >= 0 else None
    if match is None:
        return None
    try:
        path = orjson.loads(b'"' + match[1] + b'"')
    except orjson.JSONDecodeError:
        return None
    return str(path).strip() or None
