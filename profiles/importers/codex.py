"""Providers in Codex's config.toml, those of old versions with `wire_api = "chat"` included."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from profiles import safe_write
from profiles.errors import BadFileError, NotFoundError
from profiles.importers.found import FoundKey, FoundProvider, Skipped, Source, key_of

OURS = "turnout"
_KEY_HEADERS = ("authorization", "api-key", "x-api-key")


def read(path: Path) -> Source:
    """Read a config.toml and, for its key alone, the auth.json beside it.

    Raises NotFoundError where there is no file, BadFileError where it cannot be read.
    """
    data = safe_write.read(path)
    if data is None:
        raise NotFoundError(f"There is no {path}.", "Name the file: turnout import codex PATH")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFileError(path, "it is not UTF-8 text") from None
    try:
        auth = json.loads(safe_write.read(path.with_name("auth.json")) or b"{}")
    except ValueError:
        auth = {}
    return read_text(text, auth if isinstance(auth, dict) else {}, path)


def read_text(text: str, auth: Mapping[str, Any], path: Path, name: str | None = None) -> Source:
    """Read the text of a config.toml and the object of its auth.json. Raises BadFileError."""
    try:
        config = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFileError(path, str(error)) from None
    tables = config.get("model_providers", {})
    found = Source()
    for provider_id, table in tables.items() if isinstance(tables, dict) else ():
        origin = f"{path} [model_providers.{provider_id}]"
        if provider_id == OURS:
            found += Source((), (Skipped(origin, "This is Turnout itself."),))
        elif isinstance(table, dict):
            found += _read_table(table, origin, name or str(table.get("name") or provider_id), auth,
                                 _models(config, provider_id))  # fmt: skip
    if not found.providers and not found.skipped:
        reason = "It names no provider of its own, so that Codex uses OpenAI or its login."
        found = Source((), (Skipped(str(path), reason),))
    return found


def _read_table(
    table: Mapping[str, Any], origin: str, name: str, auth: Mapping[str, Any], models: list[str]
) -> Source:
    base_url = table.get("base_url")
    if not isinstance(base_url, str) or not base_url:
        return Source((), (Skipped(origin, "It has no base_url."),))
    wire = table.get("wire_api", "responses")
    notes = []
    if wire == "chat":
        notes.append('Today\'s Codex refuses wire_api = "chat"; Turnout translates for it.')
    if table.get("query_params"):
        notes.append("query_params are not taken over.")
    key, headers = _key(table, auth)
    return Source(
        (
            FoundProvider(
                origin,
                name,
                base_url,
                wire="chat" if wire == "chat" else "responses",
                key=key,
                model=models[0] if models else None,
                headers=headers,
                notes=tuple(notes),
            ),
        )
    )


def _key(table: Mapping[str, Any], auth: Mapping[str, Any]) -> tuple[FoundKey, dict[str, str]]:
    """Return the key in the order in which Codex 0.169.0 prefers it, and the headers that hold none."""
    listed = table.get("http_headers")
    headers = {str(name): str(value) for name, value in (listed.items() if isinstance(listed, dict) else ())}
    key = key_of(table.get("experimental_bearer_token"))
    for name in [name for name in headers if name.lower() in _KEY_HEADERS]:
        value = headers.pop(name)
        key = key or key_of(value.removeprefix("Bearer "))
    variable = table.get("env_key")
    if not key and isinstance(variable, str) and variable:
        key = FoundKey(env=variable)
    if not key and table.get("requires_openai_auth"):
        key = key_of(auth.get("OPENAI_API_KEY"))
    return key, headers


def _models(config: Mapping[str, Any], provider_id: str) -> list[str]:
    """The models that the file uses with this provider: of the file itself, then of its profiles."""
    profiles = config.get("profiles")
    tables = [config, *(profiles.values() if isinstance(profiles, dict) else ())]
    return [
        table["model"]
        for table in tables
        if isinstance(table, dict)
        and table.get("model_provider") == provider_id
        and isinstance(table.get("model"), str)
    ]
