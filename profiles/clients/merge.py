"""Undo a change in a file that others have edited since: key by key, what is theirs stays theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from profiles.clients.edit import MISSING, KeyPath, Owned, Text, find, is_ours


def go_back(text: Text, places: Iterable[KeyPath], before: Text | None, after: Text | None) -> None:
    """Give the keys the values from before a change that was not finished; None: there was no file.

    The file may be in the state before the change or after it. A key that is as after it becomes what it was
    before; one that is neither is somebody else's.
    """
    for place in places:
        was, became, now = (_value(one, place) for one in (before, after, text))
        if _same(now, was) or not _same(now, became):
            continue
        _set(text, place, before.source(place) if before is not None and was is not MISSING else None)


def undo_keys(
    text: Text, now: Mapping[KeyPath, Owned], then: Mapping[KeyPath, Owned], before: Text | None
) -> dict[KeyPath, Owned]:
    """Give the keys what was ours then (`before` is the file of then) instead of what is ours now.

    Returns what is ours afterwards. A key that somebody has changed since stays as it is.
    """
    owned: dict[KeyPath, Owned] = {}
    for place in dict.fromkeys((*now, *then)):
        mine, old = now.get(place), then.get(place)
        had_it = old is not None and before is not None and is_ours(before, place, old)
        base: str | None
        if mine is not None:
            free, base = is_ours(text, place, mine), mine.base
        else:
            # Not ours now: free if it still is what we once gave back.
            base = old.base if old is not None else None
            given_back = MISSING if base is None else text.parse_value(base)
            free = had_it and _same(_value(text, place), given_back)
        if old is not None:
            owned[place] = replace(old, base=base) if free and had_it else old
        if free and had_it and before is not None:
            _set(text, place, before.source(place))
        elif free:
            _set(text, place, base)
    return owned


def _value(text: Text | None, place: KeyPath) -> object:
    return MISSING if text is None else find(text.values, place)


def _same(one: object, other: object) -> bool:
    return one is other or (one is not MISSING and other is not MISSING and one == other)


def _set(text: Text, place: KeyPath, source: str | None) -> None:
    if source is None:
        text.remove(place)
    else:
        text.set(place, source)
