"""How a check is said to people: marks, verdicts in words, amounts."""

from collections.abc import Mapping
from typing import Any

MARKS = {"passed": "✓", "failed": "✕", "skipped": "–"}
CLIENT_NAMES = {"codex": "Codex", "claude-code": "Claude Code"}
_VERDICTS = {
    "native": "works natively",
    "translation": "works through translation",
    "limited": "usable with limits",
    "unsafe": "not safe to use",
}


def mark_of(step: Mapping[str, Any]) -> str:
    """Return a step's mark; what is only worth a note is no failure."""
    return "!" if step["severity"] == "note" else MARKS[step["state"]]


def place_of(step: Mapping[str, Any]) -> str:
    """Return where a step was taken: on which wire, or as which client."""
    if step["client"]:
        return f"as {CLIENT_NAMES.get(step['client'], step['client'])}"
    return step["wire"] or ""


def verdict_of(client: str, verdict: Mapping[str, Any]) -> str:
    """Return one client's verdict as a line."""
    said = f"{CLIENT_NAMES.get(client, client)}: {_VERDICTS[verdict['verdict']]}"
    return f"{said}: {' '.join(verdict['reasons'])}" if verdict["reasons"] else f"{said}."


def cost_of(plan: Mapping[str, Any]) -> str:
    """Return what a check is likely to take, before it starts."""
    tokens, cost = plan["tokens"], plan["cost"]
    said = f"about {tokens['input']:,} input and {tokens['output']:,} output tokens"
    return f"{said}, {amount(cost)}" if cost else f"{said}; the profile has no prices"


def amount(cost: Mapping[str, Any]) -> str:
    """Return an amount of money."""
    return f"{cost['currency']} {cost['amount']:.4f}"
