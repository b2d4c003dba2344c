"""Plan what an editor's settings.json gets for the Claude Code extension: two elements of one list.

The extension starts Claude Code with `claudeCode.environmentVariables`, a list of `{"name", "value"}`, and shows its
login page where neither these nor the editor's own environment have credentials (reported of extension 2.1.25).
Everything else it reads from Claude Code's own settings.json. The Codex extension reads config.toml.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from profiles.access_key import PREFIX
from profiles.clients.edit import NOTHING, ConnectSettings, Edit, KeyPath, Owned, Text, apply, lookup
from profiles.clients.json_text import format_string
from profiles.clients.jsonc_text import JsoncText

FILE = "settings.json"
SETTING = "claudeCode.environmentVariables"
_TABLE: KeyPath = (SETTING,)
CONTAINERS: tuple[KeyPath, ...] = (_TABLE,)
_BASE_URL: KeyPath = (SETTING, "ANTHROPIC_BASE_URL")
_TOKEN: KeyPath = (SETTING, "ANTHROPIC_AUTH_TOKEN")
_API_KEY: KeyPath = (SETTING, "ANTHROPIC_API_KEY")


class EditorSettings(JsoncText):
    """An editor's settings.json."""

    tables = (_TABLE,)


def plan_connect(
    original: bytes | None,
    settings: ConnectSettings,
    path: Path,
    previous: Mapping[KeyPath, Owned] = NOTHING,
) -> Edit:
    """The file with our elements. Raises BadFileError where it is not valid, or the setting is no list."""
    text = EditorSettings(original or b"", path)
    direct = settings.direct
    base_url = direct.base_url if direct else settings.base_url
    wanted = {_BASE_URL: Owned(None, format_string(base_url.rstrip("/")), firm=True)}
    if direct is None:
        wanted[_TOKEN] = Owned(None, format_string(settings.access_key), firm=True)
    for place in (_TOKEN, _API_KEY) if direct else ():
        # The user's own credentials are not for that provider: its key comes from Claude Code's apiKeyHelper.
        if text.source(place) is not None or place in previous:
            wanted[place] = Owned(None, None, firm=True)
    edit = apply(text, path, wanted, original, previous)
    if direct is None and lookup(text.values, _API_KEY):
        said = f"{path} sets ANTHROPIC_API_KEY for Claude Code as well. Turnout never forwards it."
        return replace(edit, warnings=(said,))
    return edit


def find_leftovers(text: Text) -> dict[KeyPath, Owned]:
    """Elements that are ours by their look, where nothing else is known of them (a lost state folder)."""
    token = lookup(text.values, _TOKEN)
    if not (isinstance(token, str) and token.startswith(PREFIX)):
        return {}
    return {
        place: Owned(None, source)
        for place in (_BASE_URL, _TOKEN)
        if (source := text.source(place)) is not None
    }
