"""Plan what Codex's config.toml gets: our provider, the model and its catalog, nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from profiles.access_key import PREFIX
from profiles.clients.edit import NOTHING, ConnectSettings, Edit, KeyPath, Owned, Text, apply, lookup
from profiles.clients.key_command import is_key_command
from profiles.clients.toml_text import TomlText, format_string

FILE = "config.toml"
PROVIDER = "turnout"
"""One constant id for all providers: Codex files its history under it."""
_TABLE: KeyPath = ("model_providers", PROVIDER)
_HEADERS: KeyPath = (*_TABLE, "http_headers")
_MODEL: KeyPath = ("model",)
_AUTH: KeyPath = (*_TABLE, "auth")
_KEYS = ("name", "base_url", "wire_api", "request_max_retries", "auth")
CONTAINERS: tuple[KeyPath, ...] = (_TABLE[:1], _TABLE, _HEADERS)
_KEY_TIMEOUT_MS = 20_000
"""How long Codex waits for the key; a locked keyring says so after 5 s, and a busy machine starts Python slowly."""

# In a table of our name that somebody else has made, these would send other credentials than our access key
# (requires_openai_auth even the user's ChatGPT token), or refuse ours (Codex 0.169.0).
_HARMFUL = (
    "requires_openai_auth",
    "env_key",
    "experimental_bearer_token",
    "auth",
    "env_http_headers",
    "query_params",
    "supports_websockets",
)


def plan_connect(
    original: bytes | None,
    settings: ConnectSettings,
    path: Path,
    previous: Mapping[KeyPath, Owned] = NOTHING,
) -> Edit:
    """The file with our entries. Raises BadFileError where it is not valid TOML.

    `previous` is what we own there already. A model of our catalog that the user has picked since (Codex
    writes it into the file) stays, unless another model is asked for now. `web_search` is not touched: the
    proxy takes the tool out where a provider has none, and the file is written once while the route moves on.
    """
    text = TomlText(original or b"", path)
    direct = settings.direct
    base_url = direct.base_url if direct else f"{settings.base_url.rstrip('/')}/v1"
    wanted: dict[KeyPath, Owned] = {
        ("model_provider",): _own(PROVIDER, firm=True),
        # Codex refuses a provider without a name; the name "OpenAI" would switch on OpenAI's own behaviour.
        (*_TABLE, "name"): _own("Turnout", anchor=True),
        (*_TABLE, "base_url"): _own(base_url, firm=True),
        (*_TABLE, "wire_api"): _own("responses", firm=True),
    }
    if direct is None:
        # A failing provider costs 6 requests a turn so, not 30: Codex 0.169.0 multiplies these retries with
        # those of the stream.
        wanted[*_TABLE, "request_max_retries"] = Owned(None, "0")
        wanted[*_HEADERS, "Authorization"] = _own(f"Bearer {settings.access_key}", firm=True)
    else:
        if direct.key_command:
            wanted[_AUTH] = Owned(None, _format_command(direct.key_command), firm=True)
        wanted |= {(*_HEADERS, name): _own(value) for name, value in direct.headers.items()}
    if settings.model:
        ours = format_string(settings.model)
        also = tuple(format_string(model) for model in settings.catalog_models)
        old, current = previous.get(_MODEL), lookup(text.values, _MODEL)
        if old and old.ours == ours and current != settings.model and current in settings.catalog_models:
            also, ours = (ours, *also), format_string(str(current))
        wanted[_MODEL] = Owned(None, ours, also)
    if settings.catalog:
        wanted[("model_catalog_json",)] = _own(str(settings.catalog))
    for name in _HARMFUL:
        place = (*_TABLE, name)
        there = text.source(place) is not None
        if place not in wanted and (there or place in previous):
            wanted[place] = Owned(None, None, firm=True)
    authorization = (*_HEADERS, "Authorization")
    if direct is not None and (text.source(authorization) is not None or authorization in previous):
        # Not for this provider.
        wanted[authorization] = Owned(None, None, firm=True)
    if lookup(text.values, _HEADERS) is None:
        text = _Inline(original or b"", path)
    return replace(apply(text, path, wanted, original, previous), warnings=_find_conflicts(text.values))


def find_leftovers(text: Text) -> dict[KeyPath, Owned]:
    """Entries that are ours by their look, where nothing else is known of them (a lost state folder)."""
    key = lookup(text.values, (*_HEADERS, "Authorization"))
    command = lookup(text.values, _AUTH)
    through_us = isinstance(key, str) and key.startswith(f"Bearer {PREFIX}")
    if not through_us and not (isinstance(command, dict) and is_key_command(command.get("args"))):
        return {}
    places = [("model_provider",), ("model_catalog_json",), _MODEL, *((*_TABLE, name) for name in _KEYS)]
    if lookup(text.values, ("model_provider",)) != PROVIDER:
        places = places[3:]
    return {
        place: Owned(None, source, anchor=place == (*_TABLE, "name"))
        for place in (*places, *([(*_HEADERS, "Authorization")] if through_us else []))
        if (source := text.source(place)) is not None
    }


class _Inline(TomlText):
    """Makes a missing `http_headers` an inline table, which reads better; what is ours is the key in it."""

    def set(self, path: KeyPath, source: str) -> None:
        if path[:-1] == _HEADERS and lookup(self.values, _HEADERS) is None:
            super().set(_HEADERS, f"{{ {path[-1]} = {source} }}")
        else:
            super().set(path, source)


def _own(value: str, anchor: bool = False, firm: bool = False) -> Owned:
    return Owned(None, format_string(value), anchor=anchor, firm=firm)


def _format_command(command: tuple[str, ...]) -> str:
    """The provider's `auth` table: its output is the bearer token (Codex 0.169.0)."""
    program, *arguments = map(format_string, command)
    words = f"command = {program}, args = [{', '.join(arguments)}]"
    return f"{{ {words}, timeout_ms = {_KEY_TIMEOUT_MS} }}"


def _find_conflicts(values: dict[str, Any]) -> tuple[str, ...]:
    found = []
    chosen = values.get("profile")
    if isinstance(chosen, str):
        table = lookup(values, ("profiles", chosen))
        if isinstance(table, dict) and table.get("model_provider", PROVIDER) != PROVIDER:
            found.append(
                f"config.toml selects its profile {chosen!r}, which has a provider of its own: "
                "Codex will not come through Turnout until `profile` is removed."
            )
    return tuple(found)
