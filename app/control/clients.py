"""The clients, for the control API: installed or not, in which version, and what stands against them."""

import asyncio
from typing import Any

from aiohttp import web

from app import switching
from app.clients_found import NAMES, ClientFinder
from app.control.answering import answer
from app.control.desk import Desk
from app.errors import EXPECTED
from app.overview import describe_targets, is_connected
from profiles.routes import Client, ClientRoute

_PACKAGES: dict[Client, str] = {"codex": "@openai/codex", "claude-code": "@anthropic-ai/claude-code"}
_NOTES: dict[Client, str] = {
    "codex": "The Codex extension of an editor reads the same file.",
    "claude-code": "The Claude Code extension of an editor reads the same file; what starts it is in the editor's.",
}
# What a client takes before its own file, or beside it.
_DEFEATING: dict[Client, tuple[str, ...]] = {
    "codex": (),
    "claude-code": ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
}


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    finder = ClientFinder(desk.context.env)

    async def get(_request: web.Request) -> dict[str, Any]:
        described = (asyncio.to_thread(_describe, desk, finder, client) for client in NAMES)
        return {"clients": list(await asyncio.gather(*described))}

    return [web.get("/_turnout/clients", answer(get))]


def _describe(desk: Desk, finder: ClientFinder, client: Client) -> dict[str, Any]:
    found = finder.find(client)
    activation = desk.context.activation
    return {
        "client": client,
        "name": NAMES[client],
        "found": found is not None,
        "version": found.version if found else None,
        "program": str(found.program) if found else None,
        "config": str(activation.file_of(client)),
        "targets": describe_targets(activation, client),
        "note": _NOTES[client],
        "connected": is_connected(activation, client),
        "mode": desk.service.client_routes.get(client, ClientRoute()).mode,
        "warnings": [
            *_not_found(client, found is not None),
            *_file(desk, client),
            *_environment(desk, client),
        ],
    }


def _not_found(client: Client, found: bool) -> list[dict[str, str]]:
    if found:
        return []
    return [_warning(f"{NAMES[client]} was not found.", f"Install it: npm install -g {_PACKAGES[client]}")]


def _file(desk: Desk, client: Client) -> list[dict[str, str]]:
    """What connecting the client would say of its file."""
    route = desk.service.client_routes.get(client, ClientRoute())
    if route.profile is None:
        return []
    try:
        planned = switching.connect(desk.context, [client], port=desk.service.port, dry_run=True)
    except EXPECTED as error:
        return [_warning(error.message, error.fix)]
    return [_warning(text) for text in planned.warnings]


def _environment(desk: Desk, client: Client) -> list[dict[str, str]]:
    return [
        _warning(
            f"{name} is set in the environment: {NAMES[client]} may take it instead of its settings.",
            f"Remove it from your shell's start files: unset {name}",
        )
        for name in _DEFEATING[client]
        if desk.context.env.get(name)
    ]


def _warning(message: str, fix: str = "") -> dict[str, str]:
    return {"message": message, "fix": fix}
