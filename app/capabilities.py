"""What a provider can, put together: the preset's word, over it what the check saw, over that the user's own.

The same merge makes the dialects by which requests are written and the matrix that people see, so that the two
cannot tell different stories.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from profiles import presets
from profiles.capabilities import (
    ALL,
    CAPABILITIES,
    OF_THE_MODEL,
    OF_THE_PROVIDER,
    POLICIES,
    Value,
    fields_for,
    model_scope,
    value_in,
)
from profiles.profile import WIRES, Endpoint, Model, Profile, Wire
from proxy.capability import BY_NAME as RULES

Source = Literal["preset", "check", "user"]

_FROM_THE_CHECK = frozenset(
    (
        "images",
        "cache_control",
        "stream_only",
        "parallel_tools",
        "documents",
        "is_error",
        "tool_result_images",
    )
)
"""What a check sees of these is done."""
_ONLY_LESS = frozenset(("strict_tools", "developer_role", "custom_tools"))
"""To have these gains nothing that is not there without; only their lack is heeded."""
_ONLY_MORE = frozenset(("reasoning_required_back",))
"""A provider that did not demand it once may demand it at the next turn."""


@dataclass(slots=True)
class Spoken:
    """An endpoint as one model is spoken with: the dialect's fields, and where each capability is from."""

    table: dict[str, object]
    values: dict[str, Value] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def say(self, name: str, value: Any, source: Source, changes: bool = True) -> None:
        """Take a word on a capability; with `changes` also as the way to speak."""
        self.values[name], self.sources[name] = value, source
        if changes:
            self.table.update(fields_for(name, value, self.table))


def spoken(
    profile: Profile, endpoint: Endpoint, model: str | None = None, check: Mapping[str, Any] | None = None
) -> Spoken:
    """Put together how a model (None: any) is spoken with. Raises `NotFoundError` for an unknown dialect."""
    preset = presets.find(profile.preset) if profile.preset else None
    own = profile.dialect_overrides.get(endpoint.wire, {})
    base = presets.dialect_of(endpoint)
    said = Spoken(base)
    for capability in CAPABILITIES:
        if (value := value_in(capability.name, base)) is not None:
            said.say(capability.name, value, "preset", changes=False)
    said.say("wires", True, "preset" if preset else "user", changes=False)
    for scope in (ALL, endpoint.wire):
        for name, known_value in (preset.capabilities.get(scope, {}) if preset else {}).items():
            said.say(name, known_value, "preset")
    known = preset_model(profile, model)
    mine = profile.find_model(model) if model else None
    for name, value in _of_model(known):
        said.say(name, value, "preset")
    if check is not None and model is not None and check.get("model") == model:
        for name, value in _seen(check, endpoint.wire):
            said.say(name, value, "check", _is_heeded(name, value))
    for name, value in _of_model(mine):
        if known is None or value != dict(_of_model(known)).get(name):
            said.say(name, value, "user")
    said.table.update(own)
    for capability in CAPABILITIES:
        if capability.field in own and (value := value_in(capability.name, said.table)) is not None:
            said.say(capability.name, value, "user", changes=False)
    for scope in (ALL, endpoint.wire, *((model_scope(model),) if model else ())):
        for name, own_value in profile.capabilities.get(scope, {}).items():
            said.say(name, own_value, "user")
    return said


def models_of(profile: Profile, check: Mapping[str, Any] | None = None) -> list[str]:
    """Return every model that may be asked of a profile, its own first."""
    named = (
        profile.model,
        profile.small_model,
        *(one.id for one in profile.models),
        *profile.model_map.values(),
    )
    seen = check.get("model") if check is not None else None
    return list(dict.fromkeys(one for one in (*named, seen) if one))


def matrix(
    profile: Profile, model: str | None = None, check: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what a profile's provider can with a model (None: the profile's own), as JSON.

    `wires` has, by wire and capability, `{"value", "source"}`: source preset, check or user, and both null
    where nothing is known. `policies` has, by capability, `{"value", "source", "choices"}`.
    """
    model = model or profile.model or next(iter(models_of(profile, check)), None)
    rows = {endpoint.wire: spoken(profile, endpoint, model, check) for endpoint in profile.endpoints}
    checked = check is not None and check.get("model") == model
    return {
        "profile": profile.id,
        "model": model,
        "models": models_of(profile, check),
        "checked_at": check.get("started_at") if check is not None and checked else None,
        "capabilities": [
            {"name": one.name, "title": one.title, "kind": one.kind, "words": list(one.words)}
            for one in CAPABILITIES
        ],
        "wires": {
            **{wire: _row(said) for wire, said in rows.items()},
            **{
                wire: row for wire in WIRES if wire not in rows and (row := _other_wire(profile, wire, check))
            },
        },
        "policies": {name: _policy(profile, name) for name in POLICIES},
    }


_MARKS = {"preset": "", "check": " +", "user": " *"}


def matrix_rows(found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return a matrix as rows of text, headings first: what is known, a column for each wire; [] if nothing is."""
    wires = list(found["wires"])
    rows = [
        (capability["title"], *(_cell(found["wires"][wire].get(capability["name"])) for wire in wires))
        for capability in found["capabilities"]
        if any((found["wires"][wire].get(capability["name"]) or {}).get("source") for wire in wires)
    ]
    return [("CAPABILITY", *(wire.upper() for wire in wires)), *rows] if rows else []


def _cell(entry: Mapping[str, Any] | None) -> str:
    if entry is None or entry["source"] is None:
        return "?"
    value = entry["value"]
    text = "yes" if value is True else "no" if value is False else str(value)
    if isinstance(value, list):
        text = ", ".join(str(one) for one in value) or "none"
    return text + _MARKS[entry["source"]]


def preset_model(profile: Profile, model: str | None) -> Model | None:
    """Return what the profile's preset says of a model."""
    if profile.preset is None or model is None:
        return None
    return next((one for one in presets.find(profile.preset).models if one.id == model), None)


def _row(said: Spoken) -> dict[str, dict[str, object]]:
    return {
        one.name: {"value": said.values.get(one.name), "source": said.sources.get(one.name)}
        for one in CAPABILITIES
    }


def _other_wire(
    profile: Profile, wire: Wire, check: Mapping[str, Any] | None
) -> dict[str, dict[str, object]]:
    """Return what is known of a wire that the profile does not name: mostly that it does not work."""
    preset = presets.find(profile.preset) if profile.preset else None
    found: dict[str, dict[str, object]] = {}
    for name, value in (preset.capabilities.get(wire, {}) if preset else {}).items():
        found[name] = {"value": value, "source": "preset"}
    for name, value in _seen(check, wire) if check is not None else ():
        if name not in OF_THE_PROVIDER:
            found[name] = {"value": value, "source": "check"}
    return found


def _policy(profile: Profile, name: str) -> dict[str, object]:
    rule = RULES.get(name)
    value = profile.policies.get(name)
    return {
        "value": value or (rule.default if rule is not None else POLICIES[name][0]),
        "source": "user" if value else "default",
        "choices": list(POLICIES[name]),
    }


def _of_model(model: Model | None) -> Iterator[tuple[str, Any]]:
    for name in OF_THE_MODEL if model is not None else ():
        value = getattr(model, name)
        if value not in (None, ()):
            yield name, list(value) if isinstance(value, tuple) else value


def _seen(check: Mapping[str, Any], wire: Wire) -> Iterator[tuple[str, Any]]:
    """Yield what a check saw on a wire."""
    for capability in CAPABILITIES:
        found = (check.get("capabilities") or {}).get(capability.name)
        once = capability.name in OF_THE_PROVIDER
        value = found if once else found.get(wire) if isinstance(found, Mapping) else None
        if value is not None:
            yield capability.name, value


def _is_heeded(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        return False
    if name in _ONLY_LESS:
        return not value
    return value if name in _ONLY_MORE else name in _FROM_THE_CHECK
