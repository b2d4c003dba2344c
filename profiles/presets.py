"""The built-in provider templates and dialect tables of presets.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from profiles.errors import NotFoundError
from profiles.profile import Auth, Endpoint, Model, Profile, Wire

DEMO = "demo"
"""The preset of the built-in offline demo provider."""
MAKERS = frozenset(("api.anthropic.com", "api.openai.com"))
"""Only here is a maker's dialect spoken by the maker."""
_HEADER = re.compile(r"(?m)^\[(presets|dialects)\.([\w-]+)\]$")


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider. Where `template` is set the base URLs are examples: the user gives his own.

    `sites` are the provider's hosts for people, which get pasted by mistake; `aliases` are for the search;
    `notes` are facts a user should know before relying on the provider.
    """

    id: str
    name: str
    endpoints: tuple[Endpoint, ...]
    models: tuple[Model, ...] = ()
    model: str | None = None
    small_model: str | None = None
    auth: Auth = "bearer"
    local: bool = False
    template: bool = False
    aliases: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    key_url: str | None = None
    notes: tuple[str, ...] = ()
    capabilities: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What is known of it and no dialect says, by scope (`all` or a wire)."""

    def endpoint(self, wire: Wire) -> Endpoint | None:
        return next((one for one in self.endpoints if one.wire == wire), None)


def load_presets() -> Mapping[str, Preset]:
    """All presets by id, in the order of their names."""
    return _presets()


def find(preset_id: str) -> Preset:
    """The preset of this id; NotFoundError suggests what may have been meant."""
    presets = _sections()["presets"]
    if preset_id in presets:
        return _preset(preset_id)
    import difflib  # only mistakes pay for it

    near = difflib.get_close_matches(preset_id.lower(), presets, n=3, cutoff=0.6)
    near += [preset.id for preset in search(preset_id) if preset.id not in near]
    fix = f"Did you mean {' or '.join(near[:3])}?" if near else "`turnout preset list` shows them all."
    raise NotFoundError(f"There is no preset {preset_id!r}.", fix, code="preset_not_found")


def search(text: str) -> tuple[Preset, ...]:
    """The presets whose id, name, alias, model or host holds every word of the text; all for an empty one."""
    words = text.lower().split()
    return tuple(preset for preset in _presets().values() if all(word in _haystack(preset) for word in words))


def dialect(name: str) -> Mapping[str, object]:
    """A dialect's table, with exactly the fields of the proxy's schema; NotFoundError where there is none."""
    tables = _sections()["dialects"]
    if name not in tables:
        import difflib

        near = difflib.get_close_matches(name, tables, n=3)
        raise NotFoundError(
            f"There is no dialect {name!r}.", f"Did you mean {' or '.join(near)}?" if near else ""
        )
    return _dialect(name)


def dialect_names() -> tuple[str, ...]:
    """Return the names of all dialect tables, sorted."""
    return tuple(sorted(_sections()["dialects"]))


def dialect_of(endpoint: Endpoint) -> dict[str, object]:
    """The dialect table of an endpoint.

    What passes byte for byte has reasoning in it that is sealed by nobody but the maker: a relay that a maker's preset
    was moved to would get that of another.
    """
    table = dict(dialect(endpoint.dialect or f"generic-{endpoint.wire}"))
    if urlsplit(endpoint.base_url).netloc not in MAKERS:
        table.pop("maker", None)
    return table


def dialect_for(profile: Profile, endpoint: Endpoint) -> dict[str, object]:
    """The same with the profile's own overrides on top."""
    table = dialect_of(endpoint)
    return table | dict(profile.dialect_overrides.get(endpoint.wire, {}))


def _haystack(preset: Preset) -> str:
    hosts = [endpoint.base_url for endpoint in preset.endpoints]
    models = [model.id for model in preset.models]
    return "\n".join((preset.id, preset.name, *preset.aliases, *models, *hosts, *preset.sites)).lower()


@cache
def _sections() -> Mapping[str, Mapping[str, str]]:
    """The text of each table by kind and name: a service that starts parses only what its profiles use."""
    text = Path(__file__).with_name("presets.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {"presets": {}, "dialects": {}}
    _, *pieces = _HEADER.split(text)
    for kind, name, body in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        found[kind][name] = body
    return found


@cache
def _dialect(name: str) -> Mapping[str, object]:
    return MappingProxyType(tomllib.loads(_sections()["dialects"][name]))


@cache
def _preset(preset_id: str) -> Preset:
    table = tomllib.loads(_sections()["presets"][preset_id])
    fields = _freeze(table)
    fields["endpoints"] = tuple(Endpoint(**entry) for entry in table["endpoints"])
    fields["models"] = tuple(Model(**_freeze(entry)) for entry in table.get("models", ()))
    return Preset(id=preset_id, **fields)


@cache
def _presets() -> Mapping[str, Preset]:
    presets = [_preset(preset_id) for preset_id in _sections()["presets"]]
    return MappingProxyType({one.id: one for one in sorted(presets, key=lambda one: one.name.casefold())})


def _freeze(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
