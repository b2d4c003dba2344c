"""Where providers' keys are kept, for those who change it: in the system's keyring or, opted in, in a file."""

from dataclasses import dataclass

from app.context import Context
from profiles.settings import KeyStorage


@dataclass(frozen=True, slots=True)
class KeysMoved:
    """The profiles whose keys were moved, and what is worth saying about it."""

    moved: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def move_keys(context: Context, to: KeyStorage) -> KeysMoved:
    """Move the keys of all profiles. Blocking. Raises `ProfileError`; then all keys are where they were."""
    ids = [profile.id for profile in context.profiles.list() if profile.key.kind == "keyring"]
    done = context.secrets.move(to, ids)
    warnings = [
        f"The key of {one} could not be taken out of its old place yet: turnout doctor --fix"
        for one in done.left
    ]
    if to == "file":
        warnings.append(f"Keys are in {where(context)} now: every program that runs as you can read it.")
    return KeysMoved(done.ids, tuple(warnings))


def where(context: Context) -> str:
    """Return the place in words."""
    return f"a file ({context.paths.secrets_toml})" if context.secrets.storage == "file" else "the keyring"
