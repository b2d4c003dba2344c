"""A profile as the control API shows it; never its key."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.control import health as healths
from app.control.key_states import UNKNOWN, KeyState
from profiles.overrides import write_override
from profiles.prices import Price
from profiles.profile import Endpoint, Model, Profile


class KeyWords(NamedTuple):
    """The origins that the profile's key was given for, and those of the profile that it does not go to."""

    confirmed: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


NO_WORDS = KeyWords()


def profile_json(
    profile: Profile,
    key: KeyState = UNKNOWN,
    used_by: Sequence[str] = (),
    health: Mapping[str, Any] = healths.UNKNOWN,
    check: Mapping[str, Any] | None = None,
    warnings: Mapping[str, int] | None = None,
    bound: KeyWords = NO_WORDS,
) -> dict[str, Any]:
    """Return the shape of the control API."""
    return {
        "id": profile.id,
        "name": profile.name,
        "preset": profile.preset,
        "endpoints": [endpoint_json(one) for one in profile.endpoints],
        "model": profile.model,
        "small_model": profile.small_model,
        "models": [model_json(one) for one in profile.models],
        "model_map": dict(profile.model_map),
        "headers": dict(profile.headers),
        "key": {"kind": profile.key.kind, "env": profile.key.env, "state": key.state, "hint": key.hint},
        "key_confirmed": list(bound.confirmed),
        "key_unconfirmed": [] if key.state == "missing" else list(bound.unconfirmed),
        "auth": profile.auth,
        "prices": {model: price_json(price) for model, price in profile.prices.items()},
        "used_by": list(used_by),
        "check": None if check is None else dict(check),
        "health": dict(health),
        "warnings": dict(warnings or {}),
        "capabilities": {scope: dict(values) for scope, values in profile.capabilities.items()},
        "policies": dict(profile.policies),
        "overrides": {model: write_override(one) for model, one in profile.overrides.items()},
        "proxy": profile.proxy,
        "private_network": profile.private_network,
    }


def endpoint_json(endpoint: Endpoint) -> dict[str, Any]:
    """Return one address."""
    return {"wire": endpoint.wire, "base_url": endpoint.base_url, "dialect": endpoint.dialect}


def model_json(model: Model) -> dict[str, Any]:
    """Return one model, with null for what is not known."""
    return {
        "id": model.id,
        "context_window": model.context_window,
        "max_output": model.max_output,
        "efforts": list(model.efforts),
        "images": model.images,
        "name": model.name,
    }


def price_json(price: Price) -> dict[str, Any]:
    """Return a price per million tokens, with null for what is not known."""
    return {
        "input": price.input,
        "cached": price.cached,
        "output": price.output,
        "currency": price.currency,
    }
