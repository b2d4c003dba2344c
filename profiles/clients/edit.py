"""What an edit of a client's file is, and how it is taken back: key by key, keeping everybody else's edits."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from profiles.errors import FileProblemError

KeyPath = tuple[str, ...]
MISSING = object()
"""What `find` says where there is no such key."""


class Text(Protocol):
    """A configuration file that is edited in its text (TomlText, JsonText). Sources are in its language."""

    values: dict[str, Any]

    def dumps(self) -> bytes: ...

    def source(self, path: KeyPath) -> str | None: ...

    def set(self, path: KeyPath, source: str) -> None: ...

    def remove(self, path: KeyPath) -> None: ...

    def drop_empty(self, path: KeyPath) -> None: ...

    def parse_value(self, source: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Direct:
    """A provider without Turnout in the path. `base_url` is its address as this client takes it.

    `key_command` prints the provider's key (empty: it needs none); `headers` are sent with every request.
    """

    base_url: str
    key_command: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConnectSettings:
    """What a client is told. `base_url` is Turnout's origin, such as http://127.0.0.1:8377.

    `model` and `small_model` are names the client asks for; `catalog` is the file of the Codex catalog, and
    `catalog_models` the names in it. `env` is the environment the client is likely to start in. With `direct`
    the client goes to the provider itself, and `base_url` and `access_key` mean nothing.
    """

    base_url: str
    access_key: str = field(repr=False)
    model: str | None = None
    small_model: str | None = None
    context_window: int | None = None
    catalog: Path | None = None
    catalog_models: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    direct: Direct | None = None


@dataclass(frozen=True, slots=True)
class Owned:
    """A key that is ours. `base` is the value's text before us, `ours` the one we wrote; None: no such key.

    `also` are other values that mean nothing without us (a model of our catalog that the user picked). An
    `anchor` is needed as long as its table, one that we made, holds what somebody else has put there. Without
    every `firm` key as we wrote it the client goes elsewhere.
    """

    base: str | None
    ours: str | None
    also: tuple[str, ...] = ()
    anchor: bool = False
    firm: bool = False


NOTHING: Mapping[KeyPath, Owned] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Edit:
    """A planned edit: nothing is written yet. `created` are tables that are there for our keys only.

    `kept` are owned keys that somebody else has changed and that were left alone, `reset` those that were not.
    Values may hold access keys and, in `base`, what the user had there: never show one unmasked.
    """

    before: bytes | None = field(repr=False)
    after: bytes = field(repr=False)
    owned: Mapping[KeyPath, Owned] = field(repr=False)
    created: tuple[KeyPath, ...] = ()
    warnings: tuple[str, ...] = ()
    kept: tuple[KeyPath, ...] = ()
    reset: tuple[KeyPath, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The file without us. `kept` are owned keys that somebody else has changed; they were left alone."""

    after: bytes = field(repr=False)
    kept: tuple[KeyPath, ...] = ()


def lookup(values: Mapping[str, Any], path: KeyPath) -> Any:
    """The value at the path, or None."""
    found = find(values, path)
    return None if found is MISSING else found


def is_ours(text: Text, path: KeyPath, key: Owned) -> bool:
    """The key is as we wrote it (or as only we could mean it)."""
    current = find(text.values, path)
    if key.ours is None:
        return current is MISSING
    return current is not MISSING and current in [text.parse_value(one) for one in (key.ours, *key.also)]


def apply(
    text: Text,
    path: Path,
    wanted: Mapping[KeyPath, Owned],
    before: bytes | None,
    previous: Mapping[KeyPath, Owned] = NOTHING,
) -> Edit:
    """Write the wanted values and check that nothing else has changed. `previous` is what we own there already.

    Three ways per key: what is as we wrote it becomes what we want now. What somebody else has changed since
    stays, unless we now want another value than then, or the client needs it to come to us; what was there
    is then the new `base`, so that it comes back.
    """
    old_values = text.values
    owned: dict[KeyPath, Owned] = {}
    created: dict[KeyPath, None] = {}
    kept, reset = [], []
    for place, key in wanted.items():
        old = previous.get(place)
        base = text.source(place)
        if old is not None and is_ours(text, place, old):
            base = old.base
        elif old is not None and not is_ours(text, place, key):
            missing = find(text.values, place) is MISSING
            if old.ours == key.ours and not key.firm and not (key.anchor and missing):
                owned[place] = old
                kept.append(place)
                continue
            reset.append(place)
        owned[place] = replace(key, base=base)
        if key.ours is None:
            text.remove(place)
        elif find(text.values, place) != text.parse_value(key.ours):
            created |= {
                place[:depth]: None
                for depth in range(1, len(place))
                if find(text.values, place[:depth]) is MISSING
            }
            text.set(place, key.ours)
    after = text.dumps()
    if before is not None and text.values == old_values:
        # An empty file that was read as an empty document counts as it was.
        after = before
    check_rest(path, old_values, text.values, tuple(owned), tuple(created))
    return Edit(before, after, owned, tuple(created), kept=tuple(kept), reset=tuple(reset))


def take_back(
    text: Text, path: Path, owned: Mapping[KeyPath, Owned], created: tuple[KeyPath, ...]
) -> TakenBack:
    """Three ways per key: ours becomes what was there before, anything else is somebody's edit and stays."""
    old_values = text.values
    kept = []

    def drop_created() -> None:
        for place in sorted(created, key=len, reverse=True):
            text.drop_empty(place)

    for place, key in sorted(owned.items(), key=lambda item: item[1].anchor):
        if key.anchor:
            drop_created()
        if not is_ours(text, place, key):
            now = find(text.values, place)
            was = MISSING if key.base is None else text.parse_value(key.base)
            if now is not was and now != was:
                kept.append(place)
            continue
        if key.base is not None:
            text.set(place, key.base)
        elif not (key.anchor and place[:-1] in created and len(lookup(text.values, place[:-1])) > 1):
            text.remove(place)
    drop_created()
    after = text.dumps()
    check_rest(path, old_values, text.values, tuple(owned), created)
    return TakenBack(after, tuple(kept))


def find(values: Mapping[str, Any], path: KeyPath) -> Any:
    """The value at the path, or MISSING."""
    found: Any = values
    for piece in path:
        if not isinstance(found, Mapping) or piece not in found:
            return MISSING
        found = found[piece]
    return found


def check_rest(
    path: Path,
    before: dict[str, Any],
    after: dict[str, Any],
    owned: tuple[KeyPath, ...],
    created: tuple[KeyPath, ...],
) -> None:
    """The last line of defence: an independent parser (of `dumps`) finds every foreign value as it was."""
    rests = [_strip(values, owned, created) for values in (before, after)]
    # repr: NaN is not equal to itself.
    if rests[0] != rests[1] and repr(rests[0]) != repr(rests[1]):
        raise FileProblemError(
            path, f"{path} cannot be edited safely; it was left untouched.", "Please report its structure."
        )


def _strip(
    values: dict[str, Any], owned: tuple[KeyPath, ...], created: tuple[KeyPath, ...]
) -> dict[str, Any]:
    rest = copy.deepcopy(values)
    for place in owned:
        parent = lookup(rest, place[:-1])
        if isinstance(parent, dict):
            parent.pop(place[-1], None)
    for place in sorted(created, key=len, reverse=True):
        parent = lookup(rest, place[:-1])
        if isinstance(parent, dict) and parent.get(place[-1]) == {}:
            del parent[place[-1]]
    return rest
