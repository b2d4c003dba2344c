"""A provider's model list, for the control API: of a profile, or of a draft that is not saved yet."""

import asyncio
from typing import Any

from aiohttp import web

from app import profile_editing
from app.control.answering import BadRequestError, FieldsError, answer, read_object
from app.control.desk import Desk
from app.model_loading import load_models
from app.profile_editing import FIELDS
from profiles.presets import DEMO
from profiles.profile import DEMO_SCHEME, Profile
from profiles.secrets import check_key, resolve_key


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""

    async def post(request: web.Request) -> dict[str, Any]:
        body = await read_object(request, (*FIELDS, "profile", "key"))
        profile, key = await asyncio.to_thread(profile_of, desk, body)
        if all(one.base_url.startswith(f"{DEMO_SCHEME}:") for one in profile.endpoints):
            listed = [{"id": model.id, "context_window": model.context_window} for model in profile.models]
            return {"models": listed, "url": None, "notes": [f"The {DEMO} provider is built in."]}
        loaded = await load_models(profile, key)
        return {
            "models": [model.as_json() for model in loaded.models],
            "url": loaded.url,
            "notes": list(loaded.notes),
        }

    return [web.post("/_turnout/models", answer(post))]


def profile_of(desk: Desk, body: dict[str, Any]) -> tuple[Profile, str | None]:
    """Blocking: the profile that is asked about, and its key: the one that came along, or the one that is kept.

    Raises `AppError` or `ProfileError`.
    """
    draft = {name: value for name, value in body.items() if name in FIELDS}
    profile_id, key = body.get("profile") or draft.get("id"), body.get("key")
    for value in (profile_id, key):
        if value is not None and not isinstance(value, str):
            raise BadRequestError("`profile` and `key` have to be texts.")
    key = key.strip() if key else None
    known = desk.context.profiles.list()
    before = next((one for one in known if one.id == profile_id), None)
    if before is None and body.get("profile"):
        desk.context.profiles.get(profile_id or "")  # raises, with what there is
    draft.pop("id", None)
    if before is not None and not draft:
        profile = before
    else:
        edited = (
            profile_editing.change(before, draft, known, has_key=bool(key))
            if before
            else profile_editing.make(draft, known, has_key=bool(key))
        )
        if edited.profile is None:
            raise FieldsError(edited.problems)
        profile = edited.profile
    if key:
        return profile, check_key(key)
    if before is None and profile.key.kind == "keyring":
        return profile, None
    if before is None:
        return profile, resolve_key(
            profile, desk.context.secrets, desk.context.env
        )  # the draft names its variable
    desk.context.keys.origins.see([before])
    found = desk.context.keys.key_of(profile)
    desk.context.keys.demand_confirmed(profile)
    return profile, found.value
