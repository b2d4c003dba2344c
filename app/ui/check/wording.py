"""What the check's steps, states, verdicts and capabilities are called, in the user's language."""

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.ui.service_words import localize
from app.ui.widgets.pill import Kind

_NEEDED = re.compile(r"because (\w+) did not pass")
_IN_THE_WAY = re.compile(r"because of \w+|because there is no \w+ to go on from")
"""How the service names why it left a step out (app/check/engine.py)."""


def step_name(step: Mapping[str, Any]) -> str:
    """Return a step's name; one that we do not know has the service's."""
    translate = QCoreApplication.translate
    known = {
        "reach": translate("check", "Reachable, TLS"),
        "base_url": translate("check", "Base URL"),
        "key": translate("check", "Key accepted"),
        "models": translate("check", "Model listed"),
        "endpoint": translate("check", "Endpoint"),
        "text": translate("check", "Short answer"),
        "stream": translate("check", "Streaming"),
        "served_model": translate("check", "Model that answers"),
        "usage": translate("check", "Tokens reported"),
        "tool_call": translate("check", "Tool call"),
        "tool_result": translate("check", "Tool result"),
        "parallel": translate("check", "Two calls at once"),
        "arguments": translate("check", "Long arguments"),
        "reasoning": translate("check", "Reasoning across a call"),
        "budget": translate("check", "Small budget"),
        "developer": translate("check", "Role developer"),
        "strict": translate("check", "Strict tools"),
        "image": translate("check", "Image"),
        "cache": translate("check", "Prompt cache"),
        "unknown_model": translate("check", "Unknown model"),
        "errors": translate("check", "Errors and limits"),
        "count_tokens": translate("check", "Token count"),
        "task": translate("check", "Repository task"),
        "promises": translate("check", "Promises of the model list"),
    }
    return known.get(str(step["id"])) or str(step.get("name") or step["id"])


def group_name(step: Mapping[str, Any]) -> str:
    """Return the heading under which a step stands: the provider itself, a wire, or a client through Turnout."""
    translate = QCoreApplication.translate
    if step.get("client"):
        name = {"codex": "Codex", "claude-code": "Claude Code"}.get(step["client"], step["client"])
        return translate("check", "Through Turnout, as {client}").format(client=name)
    if step.get("wire"):
        return translate("check", "Directly, wire {wire}").format(wire=step["wire"])
    return translate("check", "Provider")


def state_word(state: str) -> str:
    """Return a state of a step as a word."""
    translate = QCoreApplication.translate
    words = {
        "waiting": translate("check", "Waiting"),
        "running": translate("check", "Running"),
        "passed": translate("check", "Passed"),
        "noted": translate("check", "Note"),
        "failed": translate("check", "Failed"),
        "limited": translate("check", "Limit"),
        "skipped": translate("check", "Skipped"),
    }
    return words[state]


def cause_text(step: Mapping[str, Any]) -> str:
    """Return what a step found, or why it was left out."""
    said = str(step.get("cause") or "")
    if step.get("state") == "skipped":
        if needed := _NEEDED.fullmatch(said):
            text = QCoreApplication.translate("check", "It needs “{step}”, which did not pass.")
            return text.format(step=step_name({"id": needed[1]}))
        if _IN_THE_WAY.fullmatch(said):
            return QCoreApplication.translate("check", "After what failed before, it could not pass.")
    return localize(said)


def verdict_word(verdict: str) -> tuple[str, Kind]:
    """Return a verdict in words, and the kind of its pill."""
    translate = QCoreApplication.translate
    words: dict[str, tuple[str, Kind]] = {
        "native": (translate("check", "Works natively"), "ok"),
        "translation": (translate("check", "Works through translation"), "ok"),
        "limited": (translate("check", "Usable with limits"), "warn"),
        "unsafe": (translate("check", "Not safe to use"), "error"),
    }
    return words.get(verdict, (verdict, "off"))


def verdict_short(verdict: str) -> str:
    """Return a verdict in one word, for a table."""
    translate = QCoreApplication.translate
    words = {
        "native": translate("check", "Native"),
        "translation": translate("check", "Translated"),
        "limited": translate("check", "Limits"),
        "unsafe": translate("check", "Not safe"),
    }
    return words.get(verdict, verdict)


def verdict_meaning(verdict: str) -> str:
    """Return what a verdict without reasons means."""
    translate = QCoreApplication.translate
    words = {
        "native": translate("check", "Every step passed. The provider speaks this client's own protocol."),
        "translation": translate("check", "Every step passed. Turnout translates the protocol on the way."),
    }
    return words.get(verdict, "")


def capability_name(capability: str) -> str:
    """Return a capability's name as a column's heading."""
    translate = QCoreApplication.translate
    known = {
        "wires": translate("check", "Wires"),
        "streaming": translate("check", "Stream"),
        "tools": translate("check", "Tools"),
        "tool_results": translate("check", "Results"),
        "parallel_tools": translate("check", "Parallel"),
        "reasoning_carried": translate("check", "Thinking"),
        "images": translate("check", "Images"),
        "prompt_cache": translate("check", "Cache"),
        "usage": translate("check", "Usage"),
        "small_budget": translate("check", "Budget"),
    }
    return known.get(capability, capability)
