"""Takes out of a text what nobody else should have: every key that we know, what looks like one, the user's name."""

import getpass
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from app import discovery
from app.context import Context
from profiles.errors import KeyringLockedError, KeyringTimeoutError, ProfileError
from profiles.profile import Profile
from proxy.redact import MASK, mask_all

T = TypeVar("T")

HOME = "~"
USER = "user"
_ORDINARY = frozenset(
    ("root", "user", "home", "admin", "administrator", "ubuntu", "debian", "runner", "codex", "claude", "turnout",
     "python", "other", "default", "demo")
)  # fmt: skip
"""Names that say nothing of anybody, or are ours: without them a bundle would read oddly."""
_SHORTEST_NAME = 3
_SHORTEST_HEADER = 12
"""Shorter values of headers are words such as `true`, which stand everywhere."""


class Cleaner:
    """`clean` is given every text of the bundle."""

    def __init__(
        self, secrets: Iterable[str], values: Iterable[str], homes: Iterable[Path], names: Iterable[str]
    ) -> None:
        self._secrets = tuple(dict.fromkeys(one for one in secrets if one))
        told = {one for one in names if len(one) >= _SHORTEST_NAME and not one.isdecimal()}
        self._words = [
            (pattern, instead)
            for words, instead in (
                ({form for value in values for form in (value, json.dumps(value)[1:-1])}, MASK),
                ({form for home in homes if home != home.parent for form in _written(str(home))}, HOME),
                ({one for one in told if one.lower() not in _ORDINARY}, USER),
            )
            if (pattern := _any_of(words)) is not None
        ]

    def clean(self, text: str) -> str:
        """Return the text without them."""
        text = mask_all(text, self._secrets)
        for pattern, instead in self._words:
            text = pattern.sub(instead, text)
        return text


def cleaner_of(context: Context) -> Cleaner:
    """Return one that knows what this home's user keeps secret. Blocks while the keyring is read."""
    homes = [Path.home(), *(Path(one) for name in ("HOME", "USERPROFILE") if (one := context.env.get(name)))]
    homes = list(dict.fromkeys([*homes, *(home.resolve() for home in homes)]))
    names = [home.name for home in homes]
    with suppress(OSError, KeyError, ImportError):  # a user that the system has no name for
        names.append(getpass.getuser())
    values = (value for profile in _what(context.profiles.list) for value in _given(profile))
    return Cleaner(_secrets(context), values, homes, names)


def _secrets(context: Context) -> Iterator[str]:
    announced = discovery.read(context.paths)
    if announced is not None:
        yield announced.token
    yield from _what(lambda: _access_keys(context))
    yield from _what(lambda: _provider_keys(context))
    with suppress(ProfileError, OSError):
        yield from filter(None, map(context.secrets.file.get, context.secrets.file.list()))


def _what(read: Callable[[], Iterable[T]]) -> tuple[T, ...]:
    with suppress(ProfileError, OSError):
        return tuple(read())
    return ()


def _access_keys(context: Context) -> Iterator[str]:
    if context.access.path.exists():  # otherwise they would be made now
        for key in context.access.list():
            yield key.key
            yield from (one.key for one in key.former)


def _provider_keys(context: Context) -> Iterator[str]:
    """A keyring that does not answer is asked once."""
    silent = False
    for profile in context.profiles.list():
        if silent and profile.key.kind == "keyring":
            continue
        try:
            yield context.keys.key_of(profile).value or ""
        except (KeyringLockedError, KeyringTimeoutError):
            silent = True
        except ProfileError:
            continue  # the doctor says it


def _given(profile: Profile) -> Iterator[str]:
    """What the user has given headers: it may be a credential, or tell of a company."""
    given = [profile.headers, *(override.headers for override in profile.overrides.values())]
    yield from (one for headers in given for one in headers.values() if len(one) >= _SHORTEST_HEADER)


def _written(path: str) -> Iterator[str]:
    """The ways in which a path is written: as it is, in JSON, in a URL, and as Claude Code names a project's folder."""
    yield from (path, path.replace("\\", "/"), json.dumps(path)[1:-1], quote(path), quote(path, safe=""))
    yield re.sub(r"[^A-Za-z0-9]", "-", path)


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Whole words; the longest first, since one may be the start of another."""
    ordered = sorted(words, key=lambda one: (-len(one), one))
    if not ordered:
        return None
    return re.compile(
        rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, ordered))})(?![A-Za-z0-9])", re.IGNORECASE
    )
