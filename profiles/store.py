"""The profiles of the user, in profiles.toml: hand-editable, and only what differs from a preset."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from profiles import safe_write, toml_file
from profiles.errors import AlreadyExistsError, BadFileError, InvalidProfileError, NotFoundError
from profiles.file_stamp import Stamp, stamp_of
from profiles.paths import Paths
from profiles.profile import Profile
from profiles.profile_table import SPELLINGS, read_profile, write_profile

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

HEAD = """\
# Turnout's profiles. Edit freely: comments and unknown keys stay, changes count from the next request on.
# A profile of a preset holds only what differs from it. Keys are not kept here: `turnout key set ID`.
"""
_TABLE = "profiles"
_ORDER = "order"
"""A list of ids: the tables stay where the user wrote them, with the comments around them."""


class ProfileStore:
    """profiles.toml. It is read again whenever it has changed on disk."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.profiles_toml
        self._stamp: Stamp = None
        self._profiles: tuple[Profile, ...] = ()

    def list(self) -> tuple[Profile, ...]:
        """All profiles in the chosen order, or the file's.

        Raises BadFileError or, naming the profile, InvalidProfileError.
        """
        stamp = stamp_of(self.path)
        if stamp is None or stamp != self._stamp:
            data = safe_write.read(self.path)
            try:
                found = () if data is None else _read_all(toml_file.parse(data, self.path), self.path)
            except InvalidProfileError as error:
                raise InvalidProfileError(f"{self.path}: {error}", error.fix, code=error.code) from None
            self._profiles = found
            self._stamp = stamp
        return self._profiles

    def get(self, profile_id: str) -> Profile:
        """Raises NotFoundError."""
        for profile in self.list():
            if profile.id == profile_id:
                return profile
        known = ", ".join(profile.id for profile in self.list())
        raise NotFoundError(
            f"There is no profile {profile_id!r}.",
            f"There are: {known}." if known else "`turnout profile add` makes one.",
            code="profile_not_found",
        )

    def add(self, profile: Profile) -> None:
        """Raises AlreadyExistsError."""

        def change(document: "TOMLDocument") -> None:
            table = _open_table(document)
            if profile.id in table:
                raise AlreadyExistsError(
                    f"There is a profile {profile.id!r} already.",
                    f"`turnout profile edit {profile.id}` changes it.",
                )
            table[profile.id] = write_profile(profile)

        self._edit(change)

    def update(self, profile: Profile) -> None:
        """Replace the fields that differ; everything else in the file stays. Raises NotFoundError."""
        old, new = write_profile(self.get(profile.id)), write_profile(profile)

        self._edit(lambda document: _apply(_open_table(document)[profile.id], old, new))

    def remove(self, profile_id: str) -> None:
        """Raises NotFoundError. The key stays where it is: that is the caller's to delete."""
        self.get(profile_id)

        def change(document: "TOMLDocument") -> None:
            del _open_table(document)[profile_id]

        self._edit(change)

    def order(self, ids: Sequence[str]) -> None:
        """Put these profiles first, in this order; the others follow as they are. Raises NotFoundError."""
        for profile_id in ids:
            self.get(profile_id)
        wanted = list(dict.fromkeys((*ids, *(profile.id for profile in self.list()))))

        def change(document: "TOMLDocument") -> None:
            if document.get(_ORDER) != wanted:
                document[_ORDER] = wanted

        self._edit(change)

    def _edit(self, change: Any) -> None:
        toml_file.edit(self.path, change, HEAD)
        self._stamp = None


def _apply(entry: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Write what differs into a table, key by key: comments in it and in its own tables stay."""
    for name in (*old, *(name for name in new if name not in old)):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if isinstance(before, Mapping) and isinstance(after, Mapping) and name in entry:
            _apply(entry[name], before, after)
            continue
        for spelling in SPELLINGS.get(name, (name,)):
            if spelling in entry and (spelling != name or name not in new):
                del entry[spelling]
        if name in new:
            entry[name] = after


def _open_table(document: "TOMLDocument") -> Any:
    if _TABLE not in document:
        import tomlkit

        document[_TABLE] = tomlkit.table(is_super_table=True)
    return document[_TABLE]


def _read_all(document: Mapping[str, Any], path: Path) -> tuple[Profile, ...]:
    table = document.get(_TABLE, {})
    if not isinstance(table, dict):
        raise BadFileError(path, "`profiles` has to be a table")
    order = document.get(_ORDER, [])
    if not isinstance(order, list) or not all(isinstance(one, str) for one in order):
        raise BadFileError(path, "`order` has to be a list of ids")
    ids = dict.fromkeys((*(one for one in order if one in table), *table))
    return tuple(read_profile(profile_id, table[profile_id]) for profile_id in ids)
