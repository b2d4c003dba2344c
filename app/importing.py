"""Take over providers from another place: planned first, then profiles are made and keys go to the keyring."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from app.context import Context
from app.errors import sentence
from profiles.base_url import normalise
from profiles.errors import KeyProblemError, ProfileError
from profiles.host import is_loopback
from profiles.importers import FoundProvider, Skipped, Source, cc_switch, claude_code, codex, environment
from profiles.making import make_profile
from profiles.paths import claude_dir, codex_home
from profiles.presets import load_presets
from profiles.profile import Endpoint, KeyRef, Profile

PlaceName = Literal["cc-switch", "env", "codex", "claude-code"]
PLACES: tuple[PlaceName, ...] = ("cc-switch", "env", "codex", "claude-code")

_FOREIGN_PORTS = {15721: "cc-switch's own proxy", 3456: "claude-code-router"}
"""Where other switchers listen: a profile to them would be a detour to a provider that they know."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One profile that an import makes, or that is there already. `key`: masked in its repr by FoundProvider."""

    profile: Profile
    found: FoundProvider
    exists: bool
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it without its key."""
        key = self.found.key
        return {
            "id": self.profile.id,
            "name": self.profile.name,
            "preset": self.profile.preset,
            "endpoints": [{"wire": one.wire, "base_url": one.base_url} for one in self.profile.endpoints],
            "model": self.profile.model,
            "key": f"env:{key.env}" if key.env else "keyring" if key.value else "none",
            "exists": self.exists,
            "origin": self.found.origin,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    profiles: tuple[Planned, ...]
    skipped: tuple[Skipped, ...]


def read_place(
    context: Context, place: PlaceName, path: Path | None = None, link: str | None = None
) -> Source:
    """Read a place. Raises `ProfileError` where it is not there or cannot be read."""
    if link is not None:
        return cc_switch.read_link(link)
    if place == "cc-switch":
        return cc_switch.read_database(path or _home(context) / cc_switch.DATABASE)
    if place == "codex":
        return codex.read(path or codex_home(context.env) / "config.toml")
    if place == "claude-code":
        return claude_code.read(path or claude_dir(context.env) / "settings.json")
    return environment.read(context.env)


def plan(context: Context, source: Source) -> Plan:
    """Return what would become of a place's providers; nothing is written. Raises `ProfileError`."""
    port = context.settings.load().port
    known = list(context.profiles.list())
    planned: list[Planned] = []
    skipped = list(source.skipped)
    for found in source.providers:
        try:
            reason = _refuse(found, port)
            if reason:
                skipped.append(Skipped(found.origin, reason))
                continue
            made, notes = _make(found, [profile.id for profile in known])
        except ProfileError as error:
            skipped.append(Skipped(found.origin, sentence(error)))
            continue
        twin = next((one for one in planned if _same_account(one, made, found)), None)
        if twin is not None and not twin.exists:
            place = planned.index(twin)
            planned[place] = _join(twin, made, found)
            known[known.index(twin.profile)] = planned[place].profile
            continue
        there = _find_existing(context, made, found)
        if there is None:
            known.append(made)
        notes = (*found.notes, *notes)
        planned.append(Planned(there or made, found, there is not None, notes))
    return Plan(tuple(planned), tuple(skipped))


def carry_out(context: Context, chosen: Iterable[Planned]) -> tuple[str, ...]:
    """Make the profiles and keep their keys; returns warnings. What exists stays as it is.

    A key that the keyring does not take is a warning that says so: the profile is there and waits for its key.
    """
    warnings: list[str] = []
    for one in chosen:
        if one.exists:
            continue
        context.profiles.add(one.profile)
        context.keys.name(one.profile)
        if one.found.key.value:
            try:
                context.keys.give(one.profile, one.found.key.value)
            except KeyProblemError as error:
                warnings.append(f"{one.profile.id} has no key yet: {sentence(error)}")
    context.tell_service()
    return tuple(warnings)


# ---------------------------------------------------------------------------- inside
def _refuse(found: FoundProvider, port: int) -> str | None:
    parts = urlsplit(found.base_url or "")
    try:
        at = parts.port
    except ValueError:
        return None  # the making of the profile says it better
    if at is None or not parts.hostname or not is_loopback(parts.hostname):
        return None
    if at == port:
        return "Its address is Turnout itself."
    if at in _FOREIGN_PORTS:
        return f"Its address is {_FOREIGN_PORTS[at]}, not a provider."
    return None


def _make(found: FoundProvider, taken: Iterable[str]) -> tuple[Profile, tuple[str, ...]]:
    profile_id = _free_id(found, set(taken))
    preset = found.preset or _preset_of(found)
    made = make_profile(
        profile_id,
        preset=preset,
        base_url=None if preset else found.base_url,
        wire=None if preset else found.wire,
        name=found.name,
        model=found.model,
        small_model=found.small_model,
        headers=found.headers,
        key=KeyRef("env", found.key.env) if found.key.env else KeyRef("keyring") if found.key.value else None,
    )
    return replace(made.profile, model_map=dict(found.model_map)), made.notes


def _preset_of(found: FoundProvider) -> str | None:
    """The preset that has this very address: it knows the provider's other wires and habits."""
    if found.base_url is None:
        return None
    url = normalise(found.base_url, found.wire).url
    for preset in load_presets().values():
        if not preset.template and any(
            one.base_url == url and found.wire in (None, one.wire) for one in preset.endpoints
        ):
            return preset.id
    return None


def _free_id(found: FoundProvider, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", found.name.lower()).strip("-")[:48]
    if not base:  # a name without a Latin letter
        host = urlsplit(found.base_url or "").hostname or found.preset or "imported"
        base = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")
    chosen, number = base, 2
    while chosen in taken:
        chosen, number = f"{base}-{number}", number + 1
    return chosen


def _same_account(one: Planned, made: Profile, found: FoundProvider) -> bool:
    """One key at one host, told once for each client."""
    return one.found.key == found.key and bool(found.key) and _hosts(one.profile) & _hosts(made) != set()


def _join(one: Planned, made: Profile, found: FoundProvider) -> Planned:
    """One profile for both: the endpoints of both, what the first one says of models before the second's."""
    wires = {endpoint.wire for endpoint in one.profile.endpoints}
    more: tuple[Endpoint, ...] = tuple(point for point in made.endpoints if point.wire not in wires)
    profile = replace(
        one.profile,
        endpoints=one.profile.endpoints + more,
        model=one.found.model or found.model or one.profile.model,
        small_model=one.found.small_model or found.small_model or one.profile.small_model,
        model_map={**made.model_map, **one.profile.model_map},
        headers={**made.headers, **one.profile.headers},
    )
    return replace(one, profile=profile, notes=(*one.notes, f"Joined with {found.origin}."))


def _find_existing(context: Context, made: Profile, found: FoundProvider) -> Profile | None:
    """The user's profile of the same account: an address in common and the same key."""
    urls = {endpoint.base_url for endpoint in made.endpoints}
    for profile in context.profiles.list():
        if urls.isdisjoint(endpoint.base_url for endpoint in profile.endpoints):
            continue
        if found.key.env:
            same = profile.key.env == found.key.env
        elif found.key.value:
            same = profile.key.kind == "keyring" and _kept(context, profile) == found.key.value
        else:
            same = True
        if same:
            return profile
    return None


def _kept(context: Context, profile: Profile) -> str | None:
    try:
        return context.secrets.get(profile.id)
    except KeyProblemError:
        return None


def _hosts(profile: Profile) -> set[str]:
    return {urlsplit(endpoint.base_url).hostname or endpoint.base_url for endpoint in profile.endpoints}


def _home(context: Context) -> Path:
    return Path(context.env.get("HOME") or context.env.get("USERPROFILE") or Path.home())
