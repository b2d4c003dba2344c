"""Providers' keys, for the control API: a key comes in, and only its hint goes out."""

import contextlib
from typing import Any

from aiohttp import web

from app.control.answering import answer, read_object, text_of
from app.control.desk import Desk
from app.control.key_states import KeyState, hint_of
from profiles.errors import KeyProblemError
from profiles.making import with_key
from profiles.profile import KeyRef, Profile
from profiles.secrets import check_key


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    context = desk.context

    async def put(request: web.Request) -> dict[str, Any]:
        key = text_of(await read_object(request, ("key",)), "key")
        profile_id = request.match_info["id"]

        def keep() -> KeyState:
            profile = context.profiles.get(profile_id)
            keyring = with_key(profile, KeyRef("keyring"))
            desk.keep_key(
                keyring, key, lambda: None if profile == keyring else context.profiles.update(keyring)
            )
            return KeyState("present", hint_of(check_key(key)))

        kept = await desk.change(keep)
        return {"state": kept.state, "hint": kept.hint}

    async def delete(request: web.Request) -> dict[str, Any]:
        profile_id = request.match_info["id"]

        def forget() -> Profile:
            profile = context.profiles.get(profile_id)
            # A profile whose key is elsewhere may have had one here before; no keyring is then no problem.
            elsewhere = profile.key.kind != "keyring"
            with contextlib.suppress(*([KeyProblemError] if elsewhere else [])):
                desk.drop_key(profile.id)
            return profile

        state = (await desk.keys.of([await desk.change(forget)]))[profile_id]
        return {"state": state.state, "hint": state.hint}

    return [
        web.put("/_turnout/keys/{id}", answer(put)),
        web.delete("/_turnout/keys/{id}", answer(delete)),
    ]
