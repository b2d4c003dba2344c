"""A profile as its table in profiles.toml: only what differs from its preset, and the short forms that people write."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from profiles.errors import InvalidProfileError, NotFoundError
from profiles.outbound import ENVIRONMENT
from profiles.overrides import read_override, write_override
from profiles.presets import find
from profiles.prices import read_price, write_price
from profiles.profile import Endpoint, KeyRef, Model, Profile

SPELLINGS: Mapping[str, tuple[str, ...]] = {"endpoints": ("endpoints", "base_url", "wire")}
"""Keys of a table that say the same: the long form replaces the short one."""
_MODEL_FIELDS = frozenset(field.name for field in fields(Model))
_ENDPOINT_FIELDS = frozenset(field.name for field in fields(Endpoint))


def read_profile(profile_id: str, entry: Any) -> Profile:
    """Return the profile of a table; unknown keys are left alone.

    Raises InvalidProfileError, which names the profile, for known ones of a wrong type or value.
    """
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


def write_profile(profile: Profile) -> dict[str, Any]:
    """Return the table of a profile: every field that is not as its preset, or an empty profile, has it."""
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
