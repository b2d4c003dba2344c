"""The settings, for the control API."""

import asyncio
from typing import Any

from aiohttp import web

from app.control.answering import answer, read_object
from app.control.desk import Desk, warned
from app.key_storage import move_keys
from profiles.settings import NAMES, Described, check, describe


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    store = desk.context.settings

    def read() -> dict[str, Any]:
        settings = store.load()
        return {
            "settings": {name: getattr(settings, name) for name in NAMES},
            "described": [described_json(describe(name)) for name in NAMES],
        }

    async def get(_request: web.Request) -> dict[str, Any]:
        return await asyncio.to_thread(read)

    async def patch(request: web.Request) -> dict[str, Any]:
        wanted = await read_object(request, NAMES)

        def write() -> dict[str, Any]:
            checked = {name: check(name, value) for name, value in wanted.items()}
            warnings: list[str] = []
            if "key_storage" in checked:
                # To change it is to move the keys.
                to = checked.pop("key_storage")
                warnings += move_keys(desk.context, "file" if to == "file" else "keyring").warnings
            store.set_all(checked)
            if "write_vscode" in wanted:
                warnings += desk.rewrite_connected()
            if "port" in wanted and wanted["port"] != desk.service.port:
                warnings.append(f"Turnout goes on at port {desk.service.port} until it is started again.")
            return warned(read(), warnings)

        return await desk.change(write)

    return [web.get("/_turnout/settings", answer(get)), web.patch("/_turnout/settings", answer(patch))]


def described_json(one: Described) -> dict[str, Any]:
    """Return what a setting may be."""
    return {
        "name": one.name,
        "kind": one.kind,
        "default": one.default,
        "choices": list(one.choices),
        "least": one.least,
        "most": one.most,
    }
