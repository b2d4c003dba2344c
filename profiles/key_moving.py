"""Move keys between two stores so that none is ever only on its way: copy, read back, then delete.

The same two steps bring keys from one service name of the keyring to another; Turnout has had but one so far.
"""

from collections.abc import Iterable

from profiles.errors import KeyProblemError, KeyringUnavailableError
from profiles.secrets import Secrets


def copy(source: Secrets, target: Secrets, ids: Iterable[str]) -> tuple[str, ...]:
    """Put the keys of these profiles into the target too; those that have one. Raises KeyProblemError."""
    copied = []
    for one in ids:
        key = source.get(one)
        if key is None:
            continue
        if target.get(one) != key:
            target.set(one, key)
        if target.get(one) != key:
            raise KeyringUnavailableError("The new place took the key but does not give it back.")
        copied.append(one)
    return tuple(copied)


def drop_copies(
    place: Secrets, other: Secrets, ids: Iterable[str], *, stale: bool = False
) -> tuple[str, ...]:
    """Delete the keys of these profiles that the other store has too, read anew; returns those that are left.

    A key that differs there is nobody's copy, and stays; `stale`: it was one, and the other has been changed since.
    """
    left = []
    for one in ids:
        try:
            key = place.get(one)
            kept = None if key is None else other.get(one)
            if kept is not None and (stale or kept == key):
                place.delete(one)
        except KeyProblemError:
            left.append(one)
    return tuple(left)
