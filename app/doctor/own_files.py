"""Turnout's own files: whether they can be read, and whether they fit together."""

from collections.abc import Iterator

from app import last_good
from app.context import Context
from app.doctor.finding import Finding
from app.files import Files
from profiles.errors import FileProblemError, ProfileError


def examine(context: Context) -> Iterator[Finding]:
    """Yield what is wrong with profiles.toml, routes.toml, fallback.toml, settings.toml and access.json."""
    errors = list(unreadable(context))
    for error in errors:
        yield _describe(context, error)
    if errors:
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


def unreadable(context: Context) -> Iterator[ProfileError]:
    """Yield why a file cannot be read, for each that cannot."""
    stores = (context.profiles.list, context.routes.all, context.fallback.all, context.settings.load)
    for read in (*stores, context.access.list):
        try:
            read()
        except ProfileError as error:
            yield error


def _describe(context: Context, error: ProfileError) -> Finding:
    if isinstance(error, FileProblemError):
        kept = last_good.find(context.paths, error.path)
        if kept is not None and last_good.is_no_text(error):
            return Finding(
                "file_damaged",
                "severe",
                error.message,
                "A disk or a crash has damaged it: it is no text any more.",
                f"Put back what could be read last ({kept}); the damaged file is set aside.",
            )
        error = last_good.explain(context.paths, error)
    return Finding(error.code, "severe", error.message, "The file cannot be used as it is.", error.fix)
