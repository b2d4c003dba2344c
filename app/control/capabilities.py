"""What a profile's provider can and what is done about the rest, for the control API."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from app.capabilities import matrix
from app.check import kept
from app.control.answering import BadRequestError, answer, read_object
from app.control.desk import Desk
from profiles.profile import Profile


def routes(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of this subject."""
    context = desk.context

    def describe(profile_id: str, model: str | None) -> dict[str, Any]:
        profile = context.profiles.get(profile_id)
        return matrix(profile, model, kept.read(context.paths, profile_id))

    async def get(request: web.Request) -> dict[str, Any]:
        return await asyncio.to_thread(describe, request.match_info["id"], request.query.get("model"))

    async def put(request: web.Request) -> dict[str, Any]:
        """`{"capabilities": {SCOPE: {NAME: value|null}}, "policies": {NAME: policy|null}}`; null takes a word back.

        Scopes are `all`, a wire and `model:ID`. What is not named stays.
        """
        profile_id = request.match_info["id"]
        body = await read_object(request, ("capabilities", "policies"))

        def work() -> None:
            before = context.profiles.get(profile_id)
            profile = changed(before, body)
            if profile != before:
                context.profiles.update(profile)
                desk.rewrite_connected()

        await desk.change(work)
        return await asyncio.to_thread(describe, profile_id, None)

    return [
        web.get("/_turnout/profiles/{id}/capabilities", answer(get)),
        web.put("/_turnout/profiles/{id}/capabilities", answer(put)),
    ]


def changed(profile: Profile, body: Mapping[str, Any]) -> Profile:
    """Return the profile with the user's word changed. Raises `BadRequestError`, `InvalidProfileError`."""
    capabilities = {scope: dict(values) for scope, values in profile.capabilities.items()}
    for scope, values in _object(body, "capabilities").items():
        if not isinstance(values, dict):
            raise BadRequestError(f"`capabilities.{scope}` has to be an object.")
        capabilities[scope] = _merged(capabilities.get(scope, {}), values)
    policies = _merged(profile.policies, _object(body, "policies"))
    if not all(isinstance(policy, str) for policy in policies.values()):
        raise BadRequestError("A policy has to be a word.")
    return replace(
        profile,
        capabilities={scope: values for scope, values in capabilities.items() if values},
        policies=policies,
    )


def _object(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise BadRequestError(f"`{name}` has to be an object.")
    return value


def _merged(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**before, **changes}.items() if value is not None}
