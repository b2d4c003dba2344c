"""What a failed request means in plain words, with cause and fix, in English and Chinese (causes.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh"]

_SAME = {"empty_reply": "empty", "unnamed_tool_call": "tool_call_unnamed"}
"""Codes that mean the same to people."""


@dataclass(frozen=True, slots=True)
class Cause:
    """`said`: what happened; `cause`: why, most likely; `fix`: what to do. A sentence or two each."""

    said: str
    cause: str
    fix: str


def explain(code: str, language: Language = "en") -> Cause | None:
    """Return what a failure's stable code means; None for one that only its own message explains."""
    entry = _table().get(_SAME.get(code, code))
    return None if entry is None else entry[language]


@cache
def _table() -> Mapping[str, Mapping[str, Cause]]:
    text = Path(__file__).with_name("causes.toml").read_text(encoding="utf-8")
    return {
        code: {language: Cause(**words) for language, words in entry.items()}
        for code, entry in tomllib.loads(text).items()
    }
