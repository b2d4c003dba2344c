"""A provider as another place describes it, before anything is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from profiles.profile import Wire

PLACEHOLDERS = frozenset(("PROXY_MANAGED", "any", "dummy", "none", "null", "sk-xxx"))
"""What stands where a key would be, where another program keeps the key to itself."""


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key itself, or the environment variable that holds it. The key is masked in its repr."""

    value: str | None = field(default=None, repr=False)
    env: str | None = None

    def __bool__(self) -> bool:
        return bool(self.value or self.env)


@dataclass(frozen=True, slots=True)
class FoundProvider:
    """One provider at one address. `origin`: where it was read, for people; `notes`: what could not be taken over.

    `wire` None: the place does not say, the address has to. `preset`: a place that names the provider itself.
    """

    origin: str
    name: str
    base_url: str | None = None
    wire: Wire | None = None
    preset: str | None = None
    key: FoundKey = FoundKey()
    model: str | None = None
    small_model: str | None = None
    model_map: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that cannot become a profile, and why, in a sentence."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """All that one place holds."""

    providers: tuple[FoundProvider, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def __add__(self, other: "Source") -> "Source":
        return Source(self.providers + other.providers, self.skipped + other.skipped)


def key_of(value: object) -> FoundKey:
    """Return the key that stands in a file; a placeholder is none."""
    if not isinstance(value, str) or not value.strip() or value.strip() in PLACEHOLDERS:
        return FoundKey()
    return FoundKey(value.strip())
