"""The check page with data: for screenshots and tests."""

from typing import Any

from app.ui.check.page import CheckPage
from tests.fakes.desktop import PROFILES
from tests.fakes.link import FakeLink, Json


def step(
    step_id: str,
    wire: str | None,
    cause: str,
    ms: float | None,
    state: str = "passed",
    client: str | None = None,
    **more: Any,
) -> Json:
    """Return a step's result as the service says it."""
    return {
        "id": step_id,
        "name": step_id,
        "wire": wire,
        "via": "translation" if client else "native",
        "client": client,
        "state": state,
        "cause": cause,
        "fix": "",
        "ms": ms,
        "findings": [],
        "severity": None,
        "evidence": [],
        **more,
    }


EVIDENCE: list[Json] = [
    {
        "request": 'POST /v1/chat/completions\n\n{"model":"deepseek-chat","tools":[{"type":"function"}],"stream":true}',
        "reply": 'data: {"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}',
        "status": 200,
        "headers": {"content-type": "text/event-stream"},
    }
]
STEPS: list[Json] = [
    step("reach", None, "answered after 84 ms, TLSv1.3", 84.2),
    step("base_url", None, "chat answers (HTTP 400)", 31.0),
    step("key", None, "the model list was given", 120.4, evidence=EVIDENCE),
    step("models", None, "deepseek-chat is listed", 2.1),
    step("text", "chat", "'OK' after 610 ms", 742.0, evidence=EVIDENCE),
    step(
        "stream",
        "chat",
        "42 events, first words after 0.61 s, 38 pieces (182 characters) in 1.12 s",
        1231.0,
        evidence=EVIDENCE,
    ),
    step("served_model", "chat", "deepseek-chat answered", 0.1),
    step("usage", "chat", "55 in (0 cached), 41 out (0 reasoning)", 0.1),
    step("tool_call", "chat", "{'city': 'Beijing'}", 902.0, evidence=EVIDENCE),
    step("tool_result", "chat", "'It is sunny in Beijing, 21 degrees.'", 811.0, evidence=EVIDENCE),
    step("parallel", "chat", "2 calls at once, both results taken", 1420.0, evidence=EVIDENCE),
    step(
        "budget",
        "chat",
        "Reasoning uses up a small output budget on chat: 32 of 32 tokens, and nothing was said.",
        655.0,
        "failed",
        severity="limit",
        fix="Leave room: small `max_tokens` cut the visible answer of this model.",
        evidence=EVIDENCE,
    ),
    step("image", "chat", "because there is no text to go on from", None, "skipped"),
    step("cache", "chat", "9984 of 10012 input tokens came from the cache", 1730.0, evidence=EVIDENCE),
    step("text", "responses", "'OK'", 911.0, client="codex", evidence=EVIDENCE),
    step(
        "tool_call",
        "responses",
        "{'city': 'Beijing'}",
        1204.0,
        client="codex",
        evidence=EVIDENCE,
    ),
    step(
        "task",
        "responses",
        "done in 9 turns: list_files, read_file, search, read_file, read_file, edit, edit, run_tests",
        9120.0,
        client="codex",
        evidence=EVIDENCE,
    ),
    step("text", "messages", "'OK'", 822.0, client="claude-code", evidence=EVIDENCE),
    step("tool_call", "messages", "{'city': 'Beijing'}", 1100.0, client="claude-code", evidence=EVIDENCE),
    step(
        "task",
        "messages",
        'The arguments of a tool call on messages are not what the tool takes: not valid JSON: {"path": "shop/tax.p',
        4120.0,
        "failed",
        client="claude-code",
        severity="fatal",
        fix="Choose another model, or another provider of it.",
        evidence=EVIDENCE,
    ),
    step(
        "count_tokens", "messages", "because of tool_arguments_invalid", None, "skipped", client="claude-code"
    ),
]
BUDGET = "Reasoning uses up a small output budget on chat: 32 of 32 tokens, and nothing was said."
ARGUMENTS = (
    'The arguments of a tool call on chat are not what the tool takes: not valid JSON: {"path": "shop/tax.p'
)
CAPABILITIES: Json = {
    "wires": {"chat": True},
    "streaming": {"chat": True},
    "tools": {"chat": True},
    "tool_results": {"chat": True},
    "parallel_tools": {"chat": True},
    "images": {"chat": False},
    "prompt_cache": {"chat": True},
    "usage": {"chat": True},
    "small_budget": {"chat": False},
}
RESULT: Json = {
    "profile": "deepseek",
    "started_at": "2026-08-20T06:32:59+00:00",
    "quick": False,
    "cancelled": False,
    "model": "deepseek-chat",
    "steps": STEPS,
    "findings": [
        {
            "id": "tool_arguments_invalid",
            "severity": "fatal",
            "message": ARGUMENTS,
            "fix": "Choose another model, or another provider of it.",
            "wire": "chat",
            "client": "claude-code",
        },
        {
            "id": "reasoning_eats_budget",
            "severity": "limit",
            "message": BUDGET,
            "fix": "Leave room: small `max_tokens` cut the visible answer of this model.",
            "wire": "chat",
            "client": None,
        },
        {
            "id": "unknown_model_accepted",
            "severity": "note",
            "message": "A model that does not exist is answered on chat instead of refused.",
            "fix": "Mind the spelling of model names: a wrong one is not noticed. Turnout sends the profile's.",
            "wire": "chat",
            "client": None,
        },
    ],
    "verdicts": {
        "codex": {"verdict": "limited", "reasons": [BUDGET]},
        "claude-code": {"verdict": "unsafe", "reasons": [ARGUMENTS, BUDGET]},
    },
    "capabilities": CAPABILITIES,
    "versions": {"turnout": "0.1.0", "codex": "0.169.0", "claude-code": "2.1.329"},
    "total_ms": 24310.0,
    "spent": {"input": 31200, "cached": 9984, "output": 3310},
    "cost": {"currency": "CNY", "amount": 0.0214},
}
GOOD: Json = {
    **RESULT,
    "profile": "kimi",
    "model": "kimi-k2",
    "findings": [],
    "verdicts": {
        "codex": {"verdict": "translation", "reasons": []},
        "claude-code": {"verdict": "native", "reasons": []},
    },
    "capabilities": {**CAPABILITIES, "wires": {"chat": True, "messages": True}, "images": {"chat": True}},
}
PLAN: Json = {
    "profile": "deepseek",
    "steps": [{name: one[name] for name in ("id", "name", "wire", "via", "client")} for one in STEPS],
    "tokens": {"input": 41260, "output": 4572},
    "cost": {"currency": "CNY", "amount": 0.0285},
}


def answer(link: FakeLink) -> None:
    """Let the played service answer all that the page asks."""
    link.answer("GET", "profiles", {"profiles": PROFILES})
    link.answer("GET", "checks", {"checks": {"deepseek": RESULT, "kimi": GOOD}})


def build(link: FakeLink) -> CheckPage:
    answer(link)
    return CheckPage(link)
