"""A test request: small, through Turnout's own port, as any app would send it."""

import json
from typing import Any

from aiohttp import web

from app.control.answering import answer, read_object
from app.control.desk import Desk
from app.errors import AppError
from app.replay import Replayer
from profiles.routes import Client

NAME = "test-request"
"""Stands where a replayed request names the one that it repeats."""
_BODY = json.dumps(
    {
        "model": "default",
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say hello in one short sentence."}],
    }
)
"""Some twenty tokens each way: a fraction of a cent."""
_CALLERS: tuple[tuple[Client, str], ...] = (
    ("other", "default"),
    ("codex", "codex"),
    ("claude-code", "claude-code"),
)
"""Whose route is tried, and the access key that takes it; the first that has a profile."""


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    service = desk.service
    replayer = Replayer(service.recorder, lambda: f"http://127.0.0.1:{service.port}", desk.context.access.get)

    async def post(request: web.Request) -> dict[str, Any]:
        await read_object(request, ())
        known = service.client_routes
        key = next((key for client, key in _CALLERS if known[client].profile is not None), None)
        if key is None:
            raise AppError(
                "No profile serves any app yet.", "Choose one for Codex or Claude Code first.", "no_profile"
            )
        return {"id": await replayer.replay(_request(key))}

    return [web.post("/_turnout/trial", answer(post))]


def _request(key: str) -> dict[str, Any]:
    return {
        "id": NAME,
        "path": "/v1/chat/completions",
        "access_key": key,
        "headers": {"client_request": {"user-agent": "Turnout"}},
        "bodies": {"client_request": _BODY},
    }
