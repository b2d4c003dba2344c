"""Several checks side by side: provider by capability."""

from collections.abc import Mapping, Sequence
from typing import Any

CAPABILITIES: tuple[tuple[str, str], ...] = (
    ("wires", "WIRES"),
    ("streaming", "STREAM"),
    ("tools", "TOOLS"),
    ("tool_results", "RESULTS"),
    ("parallel_tools", "PARALLEL"),
    ("reasoning_carried", "REASONING"),
    ("images", "IMAGES"),
    ("prompt_cache", "CACHE"),
    ("usage", "USAGE"),
    ("small_budget", "BUDGET"),
)
"""The capabilities that are columns, with their headings."""


def rows(results: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return the matrix as rows of text, headings first."""
    heads = ("PROFILE", "CODEX", "CLAUDE CODE", *(heading for _, heading in CAPABILITIES))
    return [heads, *(_row(result) for result in results)]


def as_json(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the matrix as objects: per profile the verdicts, and each capability by wire."""
    return [
        {
            "profile": result["profile"],
            "verdicts": {client: one["verdict"] for client, one in result["verdicts"].items()},
            "capabilities": {name: result["capabilities"].get(name) for name, _ in CAPABILITIES},
        }
        for result in results
    ]


def _row(result: Mapping[str, Any]) -> tuple[str, ...]:
    verdicts = result["verdicts"]
    words = (verdicts.get(client, {}).get("verdict", "–") for client in ("codex", "claude-code"))
    seen = result["capabilities"]
    return (result["profile"], *words, *(_cell(name, seen.get(name)) for name, _ in CAPABILITIES))


def _cell(name: str, by_wire: object) -> str:
    if not isinstance(by_wire, dict) or not by_wire:
        return "–"
    if name == "wires":
        return "+".join(wire for wire, works in by_wire.items() if works is True) or "none"
    good = [value is True for value in by_wire.values()]
    return "✓" if all(good) else "✓ partly" if any(good) else "✕"
