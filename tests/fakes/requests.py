"""Requests that the fakes' own tests send: the smallest of each wire, with one tool."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.fakes.provider import FakeProvider
from tests.fakes.script import Wire

KEY = "sk-canary-fake"
#: Loading the certificates takes longer than the tests.
HTTP = httpx2.Client(verify=False, timeout=20)
SHELL: dict[str, Any] = {
    "type": "object",
    "properties": {"command": {"type": "string"}},
    "required": ["command"],
}

CHAT: dict[str, Any] = {
    "model": "fake-large",
    "messages": [{"role": "user", "content": "hello"}],
    "tools": [{"type": "function", "function": {"name": "shell", "parameters": SHELL}}],
}
MESSAGES: dict[str, Any] = {
    "model": "fake-large",
    "max_tokens": 4096,
    "thinking": {"type": "enabled", "budget_tokens": 2048},
    "messages": [{"role": "user", "content": "hello"}],
    "tools": [{"name": "shell", "input_schema": SHELL}],
}
RESPONSES: dict[str, Any] = {
    "model": "fake-large",
    "input": "hello",
    "include": ["reasoning.encrypted_content"],
    "reasoning": {"summary": "auto"},
    "store": False,
    "tools": [{"type": "function", "name": "shell", "parameters": SHELL, "strict": False}],
}
BODIES: dict[Wire, dict[str, Any]] = {"chat": CHAT, "messages": MESSAGES, "responses": RESPONSES}


def post(fake: FakeProvider, wire: Wire, body: Any, **more: Any) -> httpx2.Response:
    path = {"chat": "/v1/chat/completions", "messages": "/v1/messages", "responses": "/v1/responses"}[wire]
    return HTTP.post(fake.base + path, json=body, timeout=20, **more)
