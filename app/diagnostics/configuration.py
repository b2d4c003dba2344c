"""What the bundle says of the user's choices: settings, profiles, routes, checks, and our entries in the clients'
files. No values of headers, nothing of anybody else's in a file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from app.check import kept
from app.context import Context
from app.errors import EXPECTED, sentence
from app.overview import describe_targets
from profiles import record, safe_write
from profiles.clients.diff import mask_text
from profiles.clients.edit import is_ours, lookup
from profiles.clients.kinds import find_kind
from profiles.overrides import write_override
from profiles.profile import Profile
from profiles.record import FileRecord
from proxy.redact import MASK

_OPAQUE_SEGMENT = re.compile(r"(?=[^/]*\d)[^/]{20,}")
"""A gateway's address may have a key for one of its folders."""


def settings(context: Context) -> dict[str, Any]:
    """Return every setting. Raises `ProfileError`."""
    return asdict(context.settings.load())


def routes(context: Context) -> dict[str, Any]:
    """Return which profile serves which client, what steps in for it, and the user's own rules."""
    return {
        "routes": {client: asdict(route) for client, route in context.routes.all().items()},
        "fallbacks": {client: list(ids) for client, ids in context.routes.fallbacks().items()},
        "rules": [rule.as_json() for rule in context.fallback.own()],
    }


def profiles(context: Context) -> list[dict[str, Any]]:
    """Return the profiles without keys, values of headers, and what is after an address's `?`."""
    return [_profile(one) for one in context.profiles.list()]


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "name": profile.name,
        "preset": profile.preset,
        "endpoints": [
            {"wire": one.wire, "base_url": show_address(one.base_url), "dialect": one.dialect}
            for one in profile.endpoints
        ],
        "model": profile.model,
        "small_model": profile.small_model,
        "models": [one.id for one in profile.models],
        "model_map": dict(profile.model_map),
        "headers": dict.fromkeys(profile.headers, MASK),
        "key": {"kind": profile.key.kind, "env": profile.key.env},
        "auth": profile.auth,
        "dialect_overrides": {wire: dict(fields) for wire, fields in profile.dialect_overrides.items()},
        "capabilities": {scope: dict(values) for scope, values in profile.capabilities.items()},
        "policies": dict(profile.policies),
        # What is sent along may be the user's own words: its fields are told, and nothing in them.
        "overrides": {model: sorted(write_override(one)) for model, one in profile.overrides.items()},
        "proxy": show_address(profile.proxy),
        "private_network": profile.private_network,
    }


def show_address(address: str) -> str:
    """Return a URL without its user, its query and whatever in its path could be a key; a plain word as it is."""
    if "://" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return MASK
    path = _OPAQUE_SEGMENT.sub(MASK, parts.path)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))


def checks(context: Context) -> dict[str, Any]:
    """Return the last check of each profile, without what was sent and answered."""
    return {
        name: {
            **{
                field: result.get(field)
                for field in (
                    "started_at",
                    "model",
                    "quick",
                    "verdicts",
                    "findings",
                    "capabilities",
                    "versions",
                )
            },
            "steps": [
                {name: step.get(name) for name in ("id", "wire", "via", "client", "state", "ms", "findings")}
                for step in result.get("steps") or ()
            ],
        }
        for name, result in kept.read_all(context.paths).items()
    }


def clients(context: Context) -> dict[str, Any]:
    """Return every file that leads a client somewhere: its state, and the entries in it that are Turnout's."""
    records = record.read(context.paths.activation_json)
    return {
        "files": describe_targets(context.activation),
        "entries": {str(path): _entries(path, one) for path, one in records.items()},
    }


def _entries(path: Path, known: FileRecord) -> Mapping[str, Any]:
    try:
        return dict(_read_entries(path, known))
    except (*EXPECTED, OSError) as error:
        return {"problem": sentence(error)}


def _read_entries(path: Path, known: FileRecord) -> Iterator[tuple[str, Any]]:
    data = safe_write.read(path)
    if data is None:
        yield "problem", "The file is gone."
        return
    text = find_kind(known.client).read(data, path)
    yield "mode", known.mode
    for place, key in known.owned.items():
        # What somebody else has put there is not ours to hand on.
        ours = is_ours(text, place, key)
        name = ".".join(place)
        value = mask_text(f"{name} = {json.dumps(lookup(text.values, place), ensure_ascii=False)}")
        yield name, value.partition(" = ")[2] if ours else "changed by somebody else"
