"""Make a profile of a preset, of a base URL, or of both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from profiles.base_url import Normalised, normalise
from profiles.errors import InvalidProfileError
from profiles.host import is_loopback
from profiles.presets import Preset, find
from profiles.profile import Endpoint, KeyRef, Profile, Wire

_NO_PATH = ("", "/v1")


@dataclass(frozen=True, slots=True)
class Made:
    """A profile, and what was changed or should be known about it, in sentences."""

    profile: Profile
    notes: tuple[str, ...] = ()


def make_profile(
    profile_id: str,
    *,
    preset: str | None = None,
    base_url: str | None = None,
    wire: Wire | None = None,
    name: str | None = None,
    model: str | None = None,
    small_model: str | None = None,
    headers: Mapping[str, str] | None = None,
    key: KeyRef | None = None,
) -> Made:
    """A new profile. Raises InvalidProfileError, BadBaseUrlError or NotFoundError (the preset).

    With a preset, `base_url` and `wire` replace its own. Without one both are needed, unless the URL gives
    the wire away. Without `key`, it is looked for in the keyring; local servers need none.
    """
    if preset is None:
        made = _make_custom(profile_id, base_url, wire, name)
    else:
        made = _make_from_preset(profile_id, find(preset), base_url, wire, name)
    profile = replace(
        made.profile,
        model=model or made.profile.model,
        small_model=small_model or made.profile.small_model,
        headers=dict(headers or {}),
    )
    return replace(made, profile=with_key(profile, key) if key is not None else profile)


def move_profile(profile: Profile, base_url: str | None, wire: Wire | None) -> Made:
    """The profile at another address: what `base_url` and `wire` would have made of it at first."""
    if profile.preset is not None:
        made = _make_from_preset(profile.id, find(profile.preset), base_url, wire, profile.name)
    else:
        used = base_url if base_url is not None else profile.endpoints[0].base_url
        spoken = wire if wire is not None or len(profile.endpoints) > 1 else profile.endpoints[0].wire
        made = _make_custom(profile.id, used, spoken, profile.name)
    return replace(made, profile=replace(profile, endpoints=made.profile.endpoints))


def with_key(profile: Profile, key: KeyRef) -> Profile:
    """The profile with its key elsewhere; one that sent none sends it as a bearer token from now on."""
    auth = "bearer" if profile.auth == "none" and key.kind != "none" else profile.auth
    return replace(profile, key=key, auth=auth)


def _make_custom(profile_id: str, base_url: str | None, wire: Wire | None, name: str | None) -> Made:
    if base_url is None:
        raise InvalidProfileError(
            "A profile needs a preset, or a base URL and its wire.",
            "Add --preset P (see `turnout preset list`), or --base-url URL --wire responses|messages|chat.",
        )
    found = normalise(base_url, wire)
    spoken = wire or found.wire_hint
    if spoken is None:
        raise InvalidProfileError(
            f"Nothing says which wire {found.url} speaks.", "Add --wire responses, messages or chat."
        )
    local = is_loopback(urlsplit(found.url).hostname or "")
    profile = Profile(
        id=profile_id,
        name=name or profile_id,
        endpoints=(Endpoint(spoken, found.url),),
        key=KeyRef("none") if local else KeyRef("keyring"),
        # Messages relays differ in the header they read; an unknown one gets both.
        auth="none" if local else "both" if spoken == "messages" else "bearer",
    )
    return Made(profile, found.notes)


def _make_from_preset(
    profile_id: str, preset: Preset, base_url: str | None, wire: Wire | None, name: str | None
) -> Made:
    endpoints = preset.endpoints
    notes: tuple[str, ...] = ()
    if base_url is not None:
        found = normalise(base_url, wire)
        notes = found.notes
        endpoints = _move(preset, found, wire or found.wire_hint)
    elif wire is not None:
        endpoints = tuple(one for one in endpoints if one.wire == wire)
        if not endpoints:
            raise InvalidProfileError(
                f"{preset.name} does not speak {wire}.", f"It speaks {_list_wires(preset)}."
            )
    profile = Profile(
        id=profile_id,
        name=name or preset.name,
        endpoints=endpoints,
        preset=preset.id,
        model=preset.model,
        small_model=preset.small_model,
        models=preset.models,
        key=KeyRef("none") if preset.auth == "none" else KeyRef("keyring"),
        auth=preset.auth,
    )
    return Made(profile, notes)


def _move(preset: Preset, found: Normalised, wire: Wire | None) -> tuple[Endpoint, ...]:
    """The preset's endpoints at another address: one of them, or all where they share one root."""
    roots = {_strip_version(endpoint.base_url) for endpoint in preset.endpoints}
    if wire is not None:
        own = preset.endpoint(wire)
        return (Endpoint(wire, _rebase(found.url, own), own.dialect if own else None),)
    if len(roots) > 1:
        raise InvalidProfileError(
            f"{preset.name} has several addresses; nothing says which one is replaced.",
            f"Add --wire ({_list_wires(preset)}).",
        )
    return tuple(replace(one, base_url=_rebase(found.url, one)) for one in preset.endpoints)


def _rebase(url: str, own: Endpoint | None) -> str:
    """A bare host keeps the preset's path; a messages URL has no version."""
    if own is None:
        return url
    parts = urlsplit(url)
    path = urlsplit(own.base_url).path
    if parts.path in _NO_PATH and path not in _NO_PATH and "{" not in path:
        return urlunsplit(parts._replace(path=path))
    return _strip_version(url) if own.wire == "messages" else url


def _strip_version(url: str) -> str:
    return url.rstrip("/").removesuffix("/v1")


def _list_wires(preset: Preset) -> str:
    return ", ".join(endpoint.wire for endpoint in preset.endpoints)
