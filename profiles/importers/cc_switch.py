"""Providers of cc-switch: its SQLite file (schema of 3.20) and its `ccswitch://` links."""

import base64
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from profiles.errors import BadFileError, NotFoundError, ProfileError
from profiles.importers import claude_env, codex
from profiles.importers.found import FoundProvider, Skipped, Source, key_of

SCHEME = "ccswitch"
DATABASE = Path(".cc-switch", "cc-switch.db")
"""Below the user's home."""
BUSY_SECONDS = 5.0
"""cc-switch may be writing right now; its transactions take milliseconds."""

_WIRES = {"openai_chat": "chat", "openai_responses": "responses", "anthropic": "messages"}
"""`meta.apiFormat`: what the provider really speaks."""
_SPOKEN = {"claude": "messages", "codex": "responses"}
"""What a provider speaks that has no apiFormat."""


class BadLinkError(ProfileError):
    """The text is no `ccswitch://` link to a provider. The link is never repeated: it holds a key."""

    code = "bad_link"


def read_database(path: Path) -> Source:
    """Read every provider for Claude Code and Codex. Raises NotFoundError or BadFileError; writes nothing."""
    if not path.is_file():
        raise NotFoundError(f"There is no {path}.", "Name the file: turnout import cc-switch PATH")
    found = Source()
    try:
        address = f"file:{quote(str(path.absolute()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as database:
            rows = database.execute(
                "SELECT app_type, name, settings_config, meta FROM providers ORDER BY app_type, sort_index, name"
            ).fetchall()
    except sqlite3.Error as error:
        raise BadFileError(path, f"it is not a database of cc-switch ({error})") from None
    for app, name, settings, meta in rows:
        found += _read_row(str(app), str(name), settings, meta, path)
    return found


def read_link(link: str) -> Source:
    """Read the provider of a link. Raises BadLinkError."""
    try:
        parts = urlsplit(link.strip())
        fields = dict(parse_qsl(parts.query))
    except ValueError:
        raise BadLinkError("That is not a link.", "It begins with ccswitch://v1/import?") from None
    if parts.scheme != SCHEME or parts.netloc != "v1" or parts.path != "/import":
        raise BadLinkError("That is not a cc-switch import link.", "It begins with ccswitch://v1/import?")
    if fields.get("resource") != "provider":
        raise BadLinkError("The link does not import a provider.", "Only providers can be taken over.")
    app, name = fields.get("app", ""), fields.get("name") or "imported"
    origin = f"cc-switch link: {name}"
    if app not in _SPOKEN:
        return Source((), (Skipped(origin, "It is for another program than Claude Code or Codex."),))
    wire = _WIRES.get(fields.get("apiFormat", ""), _SPOKEN[app])
    if fields.get("config"):
        return _read_link_config(fields, app, name, origin, wire)
    return _read_link_fields(fields, name, origin, wire)


def _read_link_fields(fields: Mapping[str, str], name: str, origin: str, wire: str) -> Source:
    first, *others = [one.strip() for one in fields.get("endpoint", "").split(",") if one.strip()] or [""]
    if not first:
        return Source((), (Skipped(origin, "It has no address."),))
    haiku, main = fields.get("haikuModel"), fields.get("model") or fields.get("sonnetModel")
    opus = fields.get("opusModel")
    return Source(
        (
            FoundProvider(
                origin,
                name,
                first,
                wire=wire,  # type: ignore[arg-type]  # a value of _WIRES
                key=key_of(fields.get("apiKey")),
                model=main or opus,
                small_model=haiku,
                model_map={"opus": opus} if opus and main and opus != main else {},
                notes=(f"Of its {len(others) + 1} addresses the first is taken.",) if others else (),
            ),
        )
    )


def _read_link_config(fields: Mapping[str, str], app: str, name: str, origin: str, wire: str) -> Source:
    """The link may carry the client's whole file, in base64."""
    try:
        text = base64.b64decode(fields["config"].replace(" ", "+") + "==", altchars=None).decode("utf-8")
    except ValueError:
        raise BadLinkError(
            "The link's configuration cannot be decoded.", "Copy the link again, whole."
        ) from None
    if app == "codex" and fields.get("configFormat") == "toml":
        config: Any = {"config": text, "auth": {"OPENAI_API_KEY": fields.get("apiKey")}}
    else:
        try:
            config = json.loads(text)
        except ValueError:
            raise BadLinkError(
                "The link's configuration is not JSON.", "Copy the link again, whole."
            ) from None
    return _read_settings(app, config, name, origin, wire, Path(origin))


def _read_row(app: str, name: str, settings: object, meta: object, path: Path) -> Source:
    origin = f"{path}: {name} ({app})"
    if app not in _SPOKEN:
        return Source((), (Skipped(origin, "It is for another program than Claude Code or Codex."),))
    try:
        config = json.loads(str(settings))
        told = json.loads(str(meta or "{}"))
    except ValueError:
        return Source((), (Skipped(origin, "Its entry is damaged."),))
    kind = told.get("apiFormat") if isinstance(told, dict) else None
    wire = _WIRES.get(str(kind), _SPOKEN[app])
    return _read_settings(app, config, name, origin, wire, path)


def _read_settings(app: str, config: Any, name: str, origin: str, wire: str, path: Path) -> Source:
    if not isinstance(config, dict):
        return Source((), (Skipped(origin, "Its entry is damaged."),))
    if app == "claude":
        env = config.get("env")
        found = claude_env.read_env(env if isinstance(env, dict) else {}, origin, name, wire)
    else:
        auth = config.get("auth")
        text = config.get("config")
        try:
            found = codex.read_text(
                text if isinstance(text, str) else "", auth if isinstance(auth, dict) else {}, path, name
            )
        except BadFileError as error:
            return Source((), (Skipped(origin, f"Its config.toml cannot be read: {error.reason}."),))
    return Source(
        tuple(
            _spoken(provider, origin, wire, auth if app == "codex" else {}) for provider in found.providers
        ),
        tuple(Skipped(origin, skipped.reason) for skipped in found.skipped),
    )


def _spoken(provider: FoundProvider, origin: str, wire: str, auth: object) -> FoundProvider:
    """cc-switch writes every provider of Codex as Responses and knows better itself; keys are in its auth.json."""
    key = provider.key
    if not key.value and isinstance(auth, dict) and (own := key_of(auth.get("OPENAI_API_KEY"))):
        key = own
    spoken = provider.wire if provider.preset else wire
    return replace(provider, origin=origin, key=key, wire=spoken)  # type: ignore[arg-type]  # a value of _WIRES
