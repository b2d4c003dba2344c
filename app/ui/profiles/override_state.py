"""What is set for a profile or one of its models whatever the client says, as typed: read, checked and written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.ui.profiles.header_names import find_header_problem

EVERY_MODEL = "*"
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Those the clients know, weakest first."""
OURS = ("model", "stream")
"""Fields of a body that Turnout itself writes."""

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Override:
    """One scope: `model` is "*" for all models. `body` is JSON, `remove` a list with commas; empty: nothing set."""

    model: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    remove: str = ""
    effort: str = ""
    max_output: str = ""
    system_prefix: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Override(self.model)


def read_override(model: str, entry: Mapping[str, Any]) -> Override:
    """Return an entry of a profile's `overrides` as it is shown."""
    body = entry.get("body") or {}
    return Override(
        model,
        headers=tuple((str(name), str(value)) for name, value in (entry.get("headers") or {}).items()),
        body=json.dumps(body, indent=2, ensure_ascii=False) if body else "",
        remove=", ".join(entry.get("remove") or ()),
        effort=str(entry.get("effort") or ""),
        max_output=str(entry.get("max_output") or ""),
        system_prefix=str(entry.get("system_prefix") or ""),
    )


def write_override(override: Override) -> dict[str, Any]:
    """Return what the service is sent. Raises ValueError for what `find_problems` names."""
    said: dict[str, Any] = {
        "headers": dict(override.headers),
        "body": _parse(override.body),
        "remove": _paths(override.remove),
        "effort": override.effort,
        "max_output": parse_tokens(override.max_output),
        "system_prefix": override.system_prefix,
    }
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def find_override_problems(override: Override) -> dict[str, str]:
    """Field -> sentence; empty where it can be saved so."""
    found = {
        "headers": find_header_problem(override.headers),
        "body": _check_body(override.body),
        "remove": _check_remove(override.remove),
        "max_output": _check_max_output(override.max_output),
    }
    return {name: said for name, said in found.items() if said}


def parse_tokens(text: str) -> int | None:
    """A number of tokens, also as `200k` or `1M`; None for an empty text. ValueError for what is none."""
    plain = text.strip().lower().replace(",", "").replace("_", "").replace(" ", "")
    if not plain:
        return None
    factor = {"k": 1_000, "m": 1_000_000}.get(plain[-1], 1)
    tokens = round(float(plain[:-1] if factor > 1 else plain) * factor)
    if tokens < 1:
        raise ValueError(text)
    return tokens


# ---------------------------------------------------------------------------- inside
def _parse(text: str) -> dict[str, Any]:
    """The object in a text; {} for an empty one. ValueError for what is none."""
    if not text.strip():
        return {}
    value = json.loads(text, parse_constant=_refuse)
    if not isinstance(value, dict):
        raise ValueError(text)
    return value


def _refuse(word: str) -> None:
    raise ValueError(word)


def _paths(text: str) -> list[str]:
    return [path for path in (one.strip() for one in text.replace("，", ",").split(",")) if path]


def _check_body(text: str) -> str:
    try:
        value = _parse(text)
    except json.JSONDecodeError as error:
        said = translate("Overrides", "This is not JSON: look at line {line}, column {column}.")
        return said.format(line=error.lineno, column=error.colno)
    except (ValueError, RecursionError):
        return translate("Overrides", 'This has to be a JSON object, such as {"seed": 7}.')
    if name := next((name for name in OURS if name in value), ""):
        return _ours(name)
    if _has_null(value):
        return translate("Overrides", "null takes nothing out: name the field under “Remove fields”.")
    return ""


def _check_remove(text: str) -> str:
    for path in _paths(text):
        if path in OURS:
            return _ours(path)
        if any(not step or any(map(str.isspace, step)) for step in path.split(".")):
            said = translate("Overrides", "“{path}” is not a field: write it as top_p or reasoning.summary.")
            return said.format(path=path)
    return ""


def _check_max_output(text: str) -> str:
    try:
        parse_tokens(text)
    except (ValueError, OverflowError):
        return translate("Overrides", "Enter a number of tokens, such as 16000 or 16k.")
    return ""


def _ours(name: str) -> str:
    said = translate("Overrides", "Turnout writes the field {name} itself: see the models and the model map.")
    return said.format(name=name)


def _has_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_null, value.values()))
    return any(map(_has_null, value)) if isinstance(value, list) else value is None
