"""The built-in presets, for the control API."""

import asyncio
from typing import Any

from aiohttp import web

from app.control.answering import answer
from app.control.desk import Desk
from app.control.profile_json import endpoint_json, model_json
from profiles.presets import Preset, load_presets


def routes(_desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    return [web.get("/_turnout/presets", answer(_list))]


async def _list(_request: web.Request) -> dict[str, Any]:
    presets = await asyncio.to_thread(load_presets)  # parses some eighty tables, once
    return {"presets": [preset_json(preset) for preset in presets.values()]}


def preset_json(preset: Preset) -> dict[str, Any]:
    """Return the shape of the control API."""
    return {
        "id": preset.id,
        "name": preset.name,
        "wires": [one.wire for one in preset.endpoints],
        "endpoints": [endpoint_json(one) for one in preset.endpoints],
        "models": [model_json(one) for one in preset.models],
        "model": preset.model,
        "small_model": preset.small_model,
        "auth": preset.auth,
        "local": preset.local,
        "template": preset.template,
        "key_url": preset.key_url,
        "notes": list(preset.notes),
        "aliases": list(preset.aliases),
    }
