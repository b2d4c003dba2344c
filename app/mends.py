"""What was mended while requests ran, kept in the profile: so it is right from the first request on."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from profiles.base_url import request_url
from profiles.profile import Endpoint, Profile, Wire
from proxy.mend import Mended

_ENDS = {
    "chat": ("/chat/completions",),
    "responses": ("/responses",),
    "messages": ("/v1/messages", "/messages"),
}


def mend_json(mended: Mended) -> dict[str, Any]:
    """Return a mend as the control API shows it."""
    return {
        "wire": mended.wire,
        "model": mended.model,
        "said": list(mended.said),
        "changes": {name: _plain(value) for name, value in mended.changes.items()},
        "base_url": None if mended.url is None else base_url_of(mended.url, mended.wire),
    }


def with_mends(profile: Profile, mends: Iterable[Mended]) -> Profile:
    """Return the profile as it says itself what was learned: dialect fields of a wire, and base URLs."""
    endpoints = {one.wire: one for one in profile.endpoints}
    overrides = {wire: dict(fields) for wire, fields in profile.dialect_overrides.items()}
    for mended in mends:
        endpoint = endpoints.get(mended.wire)
        if endpoint is None:
            continue  # the profile was changed meanwhile
        if mended.url is not None:
            base = base_url_of(mended.url, mended.wire)
            endpoints[mended.wire] = Endpoint(mended.wire, base, endpoint.dialect)
        if mended.changes:
            own = overrides.setdefault(mended.wire, {})
            own.update({name: _plain(value) for name, value in mended.changes.items()})
    return replace(profile, endpoints=tuple(endpoints.values()), dialect_overrides=overrides)


def base_url_of(url: str, wire: Wire) -> str:
    """Return the base URL whose requests go to this address."""
    bases = (url.removesuffix(end) for end in _ENDS[wire] if url.endswith(end))
    return next((base for base in bases if request_url(base, wire) == url), url)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
