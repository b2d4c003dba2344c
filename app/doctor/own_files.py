"""Turnout's own files: whether they can be read, and whether they fit together."""

from collections.abc import Iterator

from app.context import Context
from app.doctor.finding import Finding
from app.files import Files
from profiles.errors import ProfileError


def examine(context: Context) -> Iterator[Finding]:
    """Yield what is wrong with profiles.toml, routes.toml, settings.toml and access.json."""
    broken = False
    for read in (context.profiles.list, context.routes.all, context.settings.load, context.access.list):
        try:
            read()
        except ProfileError as error:
            broken = True
            yield Finding(error.code, "severe", error.message, "The file cannot be used as it is.", error.fix)
    if broken:
        return
    said = Files(context).read()
    known = {profile.id for profile in said.profiles}
    for client, route in said.routes.items():
        if route.profile is not None and route.profile not in known:
            yield Finding(
                "profile_missing",
                "severe",
                f"{client} is to be served by {route.profile}, which is not there.",
                "The profile was removed or renamed in profiles.toml.",
                f"turnout use ID --client {client}",
            )
