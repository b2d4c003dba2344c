"""Who answers a client at this moment: the profile of its route, or a fallback in its place."""

from collections.abc import Iterable, Mapping
from typing import Any


def stand_in(route: Mapping[str, Any]) -> str | None:
    """Return the id of the fallback that answers in place of a route's profile; None where that answers itself."""
    if not route.get("profile") or not route.get("connected"):
        return None
    instead = route.get("fallback")
    return str(instead) if instead and instead != route["profile"] else None


def name_of(profile: str, profiles: Iterable[Mapping[str, Any]]) -> str:
    """Return what a profile is called; one that is gone by its id."""
    return next((str(one.get("name") or profile) for one in profiles if one["id"] == profile), profile)
