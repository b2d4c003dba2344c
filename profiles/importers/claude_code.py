"""Providers in Claude Code's settings.json."""

import json
from pathlib import Path

from profiles import safe_write
from profiles.errors import BadFileError, NotFoundError
from profiles.importers.claude_env import read_env
from profiles.importers.found import Skipped, Source


def read(path: Path) -> Source:
    """Raises NotFoundError where there is no file, BadFileError where it cannot be read."""
    data = safe_write.read(path)
    if data is None:
        raise NotFoundError(f"There is no {path}.", "Name the file: turnout import claude-code PATH")
    try:
        settings = json.loads(data.decode("utf-8-sig") or "{}")
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadFileError(path, f"it is not valid JSON ({error})") from None
    env = settings.get("env") if isinstance(settings, dict) else None
    if not isinstance(env, dict):
        return Source((), (Skipped(str(path), "It has no `env`, so that Claude Code uses its own login."),))
    return read_env(env, str(path))
