"""The last check of each profile, kept in the state folder; files that nobody else may read."""

import json
from pathlib import Path
from typing import Any

from app.volatile import write_now
from profiles.paths import Paths, make_private_dir


def keep(paths: Paths, result: dict[str, Any]) -> None:
    """Keep a check's result (its JSON). Raises `OSError`.

    A quick check keeps what an earlier one of the same model had seen beyond it.
    """
    make_private_dir(_folder(paths))
    before = read(paths, result["profile"]) if result["quick"] else None
    if before is not None and before["model"] == result["model"]:
        result = {**result, "capabilities": {**before["capabilities"], **result["capabilities"]}}
    write_now(_file(paths, result["profile"]), json.dumps(result, ensure_ascii=False))


def read(paths: Paths, profile_id: str) -> dict[str, Any] | None:
    """Return the last result; None where there is none that can be read."""
    try:
        found = json.loads(_file(paths, profile_id).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if _is_result(found) else None


def read_all(paths: Paths) -> dict[str, dict[str, Any]]:
    """Return the last result of every profile that has one."""
    try:
        names = sorted(file.stem for file in _folder(paths).glob("*.json"))
    except OSError:
        return {}
    return {name: result for name in names if (result := read(paths, name)) is not None}


def forget(paths: Paths, profile_id: str) -> None:
    """Drop the result of a profile that is gone."""
    _file(paths, profile_id).unlink(missing_ok=True)


def _is_result(found: object) -> bool:
    """Tell a result from what a crash or a hand has left of one."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("verdicts"), dict)
        and isinstance(found.get("capabilities", {}), dict)
        and isinstance(found.get("model"), str | None)
    )


def _folder(paths: Paths) -> Path:
    return paths.state / "checks"


def _file(paths: Paths, profile_id: str) -> Path:
    return _folder(paths) / f"{profile_id}.json"
