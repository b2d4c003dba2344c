"""The profiles of the user, in profiles.toml: hand-editable, and only what differs from a preset."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from profiles import safe_write, toml_file
from profiles.errors import AlreadyExistsError, BadFileError, InvalidProfileError, NotFoundError
from profiles.outbound import ENVIRONMENT
from profiles.overrides import read_override, write_override
from profiles.paths import Paths
from profiles.presets import find
from profiles.prices import read_price, write_price
from profiles.profile import Endpoint, KeyRef, Model, Profile

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

HEAD = """\
# Turnout's profiles. Edit freely: comments and unknown keys stay, changes count from the next request on.
# A profile of a preset holds only what differs from it. Keys are not kept here: `turnout key set ID`.
"""
_TABLE = "profiles"
_ORDER = "order"
"""A list of ids: the tables stay where the user wrote them, with the comments around them."""
# Keys that say the same: the long form replaces the short one.
_SPELLINGS = {"endpoints": ("endpoints", "base_url", "wire")}
_MODEL_FIELDS = frozenset(field.name for field in fields(Model))
_ENDPOINT_FIELDS = frozenset(field.name for field in fields(Endpoint))


class ProfileStore:
    """profiles.toml. It is read again whenever it has changed on disk."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.profiles_toml
        self._stamp: tuple[int, int, int] | None = None
        self._profiles: tuple[Profile, ...] = ()

    def list(self) -> tuple[Profile, ...]:
        """All profiles in the chosen order, or the file's.

        Raises BadFileError or, naming the profile, InvalidProfileError.
        """
        stamp = _stamp(self.path)
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
            table[profile.id] = _write(profile)

        self._edit(change)

    def update(self, profile: Profile) -> None:
        """Replace the fields that differ; everything else in the file stays. Raises NotFoundError."""
        old, new = _write(self.get(profile.id)), _write(profile)

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
        for spelling in _SPELLINGS.get(name, (name,)):
            if spelling in entry and (spelling != name or name not in new):
                del entry[spelling]
        if name in new:
            entry[name] = after


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


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
    return tuple(_read(profile_id, table[profile_id]) for profile_id in ids)


def _read(profile_id: str, entry: Any) -> Profile:
    """A profile of its table; unknown keys are left alone, known ones of a wrong type are named."""
    try:
        if not isinstance(entry, dict):
            raise InvalidProfileError("it has to be a table")
        preset_id = _text(entry, "preset")
        preset = None if preset_id is None else find(preset_id)
        key = entry.get("key")
        return Profile(
            id=profile_id,
            name=_text(entry, "name") or (preset.name if preset else profile_id),
            endpoints=_read_endpoints(entry, preset.endpoints if preset else ()),
            preset=preset.id if preset else None,
            model=_text(entry, "model") or (preset.model if preset else None),
            small_model=_text(entry, "small_model") or (preset.small_model if preset else None),
            models=_read_models(entry) if "models" in entry else preset.models if preset else (),
            model_map=_texts(entry, "model_map"),
            headers=_texts(entry, "headers"),
            key=KeyRef("none" if preset and preset.auth == "none" else "keyring")
            if key is None
            else _read_key(key),
            auth=_text(entry, "auth") or (preset.auth if preset else "bearer"),  # type: ignore[arg-type]  # checked
            dialect_overrides=_tables(entry, "dialect"),
            capabilities=_tables(entry, "capabilities"),
            policies=_texts(entry, "policies"),
            overrides={
                model: read_override(one, model) for model, one in _tables(entry, "overrides").items()
            },
            proxy=_text(entry, "proxy") or ENVIRONMENT,
            private_network=_flag(entry, "private_network"),
            prices={model: read_price(one, model) for model, one in _tables(entry, "prices").items()},
        )
    except (InvalidProfileError, NotFoundError) as error:
        raise InvalidProfileError(f"Profile {profile_id!r}: {error}", error.fix, code=error.code) from error


def _read_endpoints(entry: Mapping[str, Any], default: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    if "endpoints" in entry:
        listed = _list_of_tables(entry, "endpoints")
    elif "base_url" in entry:
        # The short form that people write by hand.
        listed = [{"wire": entry.get("wire", "chat"), "base_url": entry["base_url"]}]
    else:
        return default
    dialects = {endpoint.wire: endpoint.dialect for endpoint in default}
    made = []
    for one in listed:
        known = {name: _text(one, name) for name in _ENDPOINT_FIELDS & one.keys()}
        if not known.get("wire") or not known.get("base_url"):
            raise InvalidProfileError("an endpoint needs its wire and its base_url")
        endpoint = Endpoint(known["wire"], known["base_url"], known.get("dialect"))  # type: ignore[arg-type]  # checked
        if endpoint.dialect is None and endpoint.wire in dialects:
            endpoint = Endpoint(endpoint.wire, endpoint.base_url, dialects[endpoint.wire])
        made.append(endpoint)
    return tuple(made)


def _read_models(entry: Mapping[str, Any]) -> tuple[Model, ...]:
    made = []
    for one in _list_of_tables(entry, "models"):
        known = {name: one[name] for name in _MODEL_FIELDS & one.keys()}
        if not isinstance(known.get("id"), str):
            raise InvalidProfileError("a model needs its id")
        for name, kinds in (("context_window", int), ("max_output", int), ("images", bool), ("name", str)):
            if name in known and (
                not isinstance(known[name], kinds) or (kinds is int and known[name] is True)
            ):
                raise InvalidProfileError(f"{name} of model {known['id']} has the wrong type")
        efforts = known.get("efforts", [])
        if not isinstance(efforts, list) or not all(isinstance(effort, str) for effort in efforts):
            raise InvalidProfileError(f"efforts of model {known['id']} have to be a list of words")
        made.append(Model(**{**known, "efforts": tuple(efforts)}))
    return tuple(made)


def _read_key(text: object) -> KeyRef:
    if text == "none":
        return KeyRef("none")
    if text == "keyring":
        return KeyRef("keyring")
    if isinstance(text, str) and text.startswith("env:"):
        return KeyRef("env", text.removeprefix("env:"))
    # Never repeat the text: it may be a key.
    raise InvalidProfileError(
        "`key` says where the key is, not what it is",
        'Write key = "keyring", "env:VARIABLE" or "none", and give the key itself to `turnout key set`.',
    )


def _write(profile: Profile) -> dict[str, Any]:
    """The profile's table: every field that is not as its preset, or an empty profile, has it."""
    preset = find(profile.preset) if profile.preset else None
    table: dict[str, Any] = {}
    if preset:
        table["preset"] = preset.id
    if profile.name != (preset.name if preset else profile.id):
        table["name"] = profile.name
    if preset is None or profile.endpoints != preset.endpoints:
        dialects = {one.wire: one.dialect for one in preset.endpoints} if preset else {}
        table["endpoints"] = [
            {"wire": one.wire, "base_url": one.base_url}
            | ({"dialect": one.dialect} if one.dialect and one.dialect != dialects.get(one.wire) else {})
            for one in profile.endpoints
        ]
    for name in ("model", "small_model"):
        value = getattr(profile, name)
        if value and value != (getattr(preset, name) if preset else None):
            table[name] = value
    if profile.models != (preset.models if preset else ()):
        table["models"] = [_write_model(model) for model in profile.models]
    default_key = KeyRef("none" if preset and preset.auth == "none" else "keyring")
    if profile.key != default_key:
        table["key"] = f"env:{profile.key.env}" if profile.key.kind == "env" else profile.key.kind
    if profile.auth != (preset.auth if preset else "bearer"):
        table["auth"] = profile.auth
    if profile.proxy != ENVIRONMENT:
        table["proxy"] = profile.proxy
    if profile.private_network:
        table["private_network"] = True
    for name, mapping in (
        ("model_map", profile.model_map),
        ("headers", profile.headers),
        ("dialect", profile.dialect_overrides),
        ("capabilities", profile.capabilities),
        ("policies", profile.policies),
        ("overrides", {model: write_override(one) for model, one in profile.overrides.items()}),
        ("prices", {model: write_price(price) for model, price in profile.prices.items()}),
    ):
        if mapping:
            table[name] = {
                key: dict(value) if isinstance(value, Mapping) else value for key, value in mapping.items()
            }
    return table


def _write_model(model: Model) -> dict[str, Any]:
    values = ((name, getattr(model, name)) for name in ("id", *sorted(_MODEL_FIELDS - {"id"})))
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values
        if value not in (None, ())
    }


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidProfileError(f"`{name}` has to be a text")
    return value


def _flag(entry: Mapping[str, Any], name: str) -> bool:
    value = entry.get(name, False)
    if not isinstance(value, bool):
        raise InvalidProfileError(f"`{name}` has to be true or false")
    return value


def _texts(entry: Mapping[str, Any], name: str) -> dict[str, str]:
    value = entry.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise InvalidProfileError(f"`{name}` has to be a table of texts")
    return value


def _tables(entry: Mapping[str, Any], name: str) -> dict[str, Mapping[str, object]]:
    value = entry.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise InvalidProfileError(f"`{name}` has to be a table of tables")
    return value


def _list_of_tables(entry: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = entry[name]
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise InvalidProfileError(f"`{name}` has to be a list of tables")
    return value
