"""What the check's steps, states, verdicts and capabilities are called, in the user's language."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.ui.widgets.pill import Kind


def step_name(step: Mapping[str, Any]) -> str:
    """Return a step's name; one that we do not know has the service's."""
    tr = QCoreApplication.translate
    known = {
        "reach": tr("check", "Reachable, TLS"),
        "base_url": tr("check", "Base URL"),
        "key": tr("check", "Key accepted"),
        "models": tr("check", "Model listed"),
        "endpoint": tr("check", "Endpoint"),
        "text": tr("check", "Short answer"),
        "stream": tr("check", "Streaming"),
        "served_model": tr("check", "Model that answers"),
        "usage": tr("check", "Tokens reported"),
        "tool_call": tr("check", "Tool call"),
        "tool_result": tr("check", "Tool result"),
        "parallel": tr("check", "Two calls at once"),
        "arguments": tr("check", "Long arguments"),
        "reasoning": tr("check", "Reasoning across a call"),
        "budget": tr("check", "Small budget"),
        "developer": tr("check", "Role developer"),
        "strict": tr("check", "Strict tools"),
        "image": tr("check", "Image"),
        "cache": tr("check", "Prompt cache"),
        "unknown_model": tr("check", "Unknown model"),
        "errors": tr("check", "Errors and limits"),
        "count_tokens": tr("check", "Token count"),
        "task": tr("check", "Repository task"),
        "promises": tr("check", "Promises of the model list"),
    }
    return known.get(str(step["id"])) or str(step.get("name") or step["id"])


def group_name(step: Mapping[str, Any]) -> str:
    """Return the heading under which a step stands: the provider itself, a wire, or a client through Turnout."""
    tr = QCoreApplication.translate
    if step.get("client"):
        name = {"codex": "Codex", "claude-code": "Claude Code"}.get(step["client"], step["client"])
        return tr("check", "Through Turnout, as {client}").format(client=name)
    if step.get("wire"):
        return tr("check", "Directly, wire {wire}").format(wire=step["wire"])
    return tr("check", "Provider")


def state_word(state: str) -> str:
    """Return a state of a step as a word."""
    tr = QCoreApplication.translate
    words = {
        "waiting": tr("check", "Waiting"),
        "running": tr("check", "Running"),
        "passed": tr("check", "Passed"),
        "noted": tr("check", "Note"),
        "failed": tr("check", "Failed"),
        "limited": tr("check", "Limit"),
        "skipped": tr("check", "Skipped"),
    }
    return words[state]


def verdict_word(verdict: str) -> tuple[str, Kind]:
    """Return a verdict in words, and the kind of its pill."""
    tr = QCoreApplication.translate
    words: dict[str, tuple[str, Kind]] = {
        "native": (tr("check", "Works natively"), "ok"),
        "translation": (tr("check", "Works through translation"), "ok"),
        "limited": (tr("check", "Usable with limits"), "warn"),
        "unsafe": (tr("check", "Not safe to use"), "error"),
    }
    return words.get(verdict, (verdict, "off"))


def verdict_short(verdict: str) -> str:
    """Return a verdict in one word, for a table."""
    tr = QCoreApplication.translate
    words = {
        "native": tr("check", "Native"),
        "translation": tr("check", "Translated"),
        "limited": tr("check", "Limits"),
        "unsafe": tr("check", "Not safe"),
    }
    return words.get(verdict, verdict)


def verdict_meaning(verdict: str) -> str:
    """Return what a verdict without reasons means."""
    tr = QCoreApplication.translate
    words = {
        "native": tr("check", "Every step passed. The provider speaks this client's own protocol."),
        "translation": tr("check", "Every step passed. Turnout translates the protocol on the way."),
    }
    return words.get(verdict, "")


def capability_name(capability: str) -> str:
    """Return a capability's name as a column's heading."""
    tr = QCoreApplication.translate
    known = {
        "wires": tr("check", "Wires"),
        "streaming": tr("check", "Stream"),
        "tools": tr("check", "Tools"),
        "tool_results": tr("check", "Results"),
        "parallel_tools": tr("check", "Parallel"),
        "reasoning_carried": tr("check", "Thinking"),
        "images": tr("check", "Images"),
        "prompt_cache": tr("check", "Cache"),
        "usage": tr("check", "Usage"),
        "small_budget": tr("check", "Budget"),
    }
    return known.get(capability, capability)
