"""What the user's files say, read as one: all of it is right, or the reader keeps what was there before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.context import Context
from profiles.access_key import AccessKey
from profiles.fallback_rules import Rule
from profiles.file_stamp import Stamp, stamp_of
from profiles.profile import Profile
from profiles.routes import Client, ClientRoute
from profiles.settings import Settings


@dataclass(frozen=True, slots=True)
class Said:
    """The content of profiles.toml, routes.toml, fallback.toml, settings.toml and access.json."""

    profiles: tuple[Profile, ...] = ()
    routes: Mapping[Client, ClientRoute] = field(default_factory=dict)
    fallbacks: Mapping[Client, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    settings: Settings = field(default_factory=Settings)
    access: tuple[AccessKey, ...] = ()


class Files:
    """The five files of one home."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._paths = tuple(
            one.path
            for one in (context.profiles, context.routes, context.fallback, context.settings, context.access)
        )
        self._seen: tuple[Stamp, ...] = ()

    def read(self) -> Said:
        """Read all of them. Raises `ProfileError`, which names the file, the line and the column."""
        context = self._context
        if not context.access.path.exists():
            context.access.list()  # makes the built-in keys
        # The stamps come first: what is written while we read counts as a change.
        self._seen = self._stamps()
        return Said(
            context.profiles.list(),
            context.routes.all(),
            context.routes.fallbacks(),
            context.fallback.all(),
            context.settings.load(),
            context.access.list(),
        )

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where they are."""
        return self._paths

    def changed(self) -> bool:
        """Tell whether one of them was written since it was read; costs five calls of `stat`."""
        return self._stamps() != self._seen

    def _stamps(self) -> tuple[Stamp, ...]:
        return tuple(stamp_of(path) for path in self._paths)
