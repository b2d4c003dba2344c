"""An agent's day in small: requests on the three endpoints to the three wires, streamed and whole, some in trouble."""

import asyncio
import base64
import json
import random
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import aiohttp

from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from proxy.conversation import Wire
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Call, Reply
from tests.tree import ROOT

WIRES: tuple[Wire, ...] = get_args(Wire)
PATHS = {"chat": "/v1/chat/completions", "messages": "/v1/messages", "responses": "/v1/responses"}
ENDS = {"chat": "[DONE]", "messages": '"message_stop"', "responses": '"response.completed"'}
REFUSED = {"busy": 429, "broken": 500}
TROUBLES = ("cut", "busy", "broken", "leave")
"""The provider's connection ends, it is busy, it fails; the client leaves."""
PLAIN = ("text", "text", "tool")

_SHELL = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
_ARGS = {"command": "ls"}


@contextmanager
def plain_provider(folder: Path, key: str) -> Iterator[int]:
    """Run the provider; yields its port."""
    file = folder / "answers.json"
    file.write_text(json.dumps(_record(key)))
    words = [sys.executable, "-m", "tests.lifecycle.plain_provider", str(file)]
    child = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert child.stdout
        yield int(child.stdout.readline())
    finally:
        child.kill()
        child.wait()
        assert child.stdout
        child.stdout.close()


def add_profiles(context: Context, port: int, variable: str) -> None:
    """A profile for each wire, named as it, whose models are named by the request."""
    for wire in WIRES:
        base = f"http://127.0.0.1:{port}" + ("" if wire == "messages" else "/v1")
        made = make_profile(wire, base_url=base, wire=wire, key=KeyRef("env", variable))
        context.profiles.add(made.profile)


def _record(key: str) -> dict[str, str]:
    """Every answer that the provider has, as the strict fake gives it."""
    recorded: dict[str, str] = {}
    with FakeProvider(key=key) as fake:
        for wire in WIRES:
            for kind in ("text", "tool"):
                call = [Call("shell", _ARGS)] if kind == "tool" else []
                fake.play(Reply(text="The answer has a few words in it.", calls=call))
                for stream in (False, True):
                    asked = urllib.request.Request(
                        fake.base + PATHS[wire],
                        json.dumps({**request(wire, kind, stream), "model": kind}).encode(),
                        {"Authorization": f"Bearer {key}", "x-api-key": key},
                    )
                    with urllib.request.urlopen(asked) as answer:
                        body, kept = answer.read(), answer.headers["Content-Type"]
                    recorded[f"{PATHS[wire]} {kind} {stream}"] = _pack(_http(200, kept, body, stream))
                    if kind == "text":
                        cut = _http(200, kept, body[: len(body) // 2], stream).removesuffix(b"0\r\n\r\n")
                        cut = cut if stream else cut.replace(b"content-length: ", b"content-length: 9")
                        recorded[f"{PATHS[wire]} cut {stream}"] = _pack(cut)
                    for name, status in REFUSED.items():
                        said = b'{"error":{"type":"server_error","message":"Not now."}}'
                        said = _http(status, "application/json", said, False)
                        recorded[f"{PATHS[wire]} {name} {stream}"] = _pack(said)
    return recorded


def _http(status: int, kind: str, body: bytes, stream: bool) -> bytes:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\n".encode()
    if not stream:
        return head + f"content-length: {len(body)}\r\n\r\n".encode() + body
    events = [event + b"\n\n" for event in body.split(b"\n\n") if event]
    chunks = (f"{len(event):x}\r\n".encode() + event + b"\r\n" for event in events)
    return head + b"transfer-encoding: chunked\r\n\r\n" + b"".join(chunks) + b"0\r\n\r\n"


def _pack(data: bytes) -> str:
    return base64.b64encode(data).decode()


def request(wire: Wire, kind: str, stream: bool) -> dict[str, Any]:
    """A small turn: with `tool` one of an agent that has called a tool before."""
    tools = kind == "tool"
    body: dict[str, Any] = {"stream": stream}
    if wire == "responses":
        past = [
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "What is here?"}]},
            {"type": "function_call", "call_id": "call_1", "name": "shell", "arguments": json.dumps(_ARGS)},
            {"type": "function_call_output", "call_id": "call_1", "output": "README.md"},
        ]
        body |= {"input": past if tools else past[:1], "store": False}
        body |= {"tools": [{"type": "function", "name": "shell", "parameters": _SHELL}]} if tools else {}
    elif wire == "messages":
        use = {"type": "tool_use", "id": "toolu_1", "name": "shell", "input": _ARGS}
        result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "README.md"}
        turns = [
            {"role": "user", "content": "What is here?"},
            {"role": "assistant", "content": [use]},
            {"role": "user", "content": [result]},
        ]
        body |= {"max_tokens": 100, "messages": turns if tools else turns[:1]}
        body |= {"tools": [{"name": "shell", "input_schema": _SHELL}]} if tools else {}
    else:
        function = {"name": "shell", "arguments": json.dumps(_ARGS)}
        turns = [
            {"role": "user", "content": "What is here?"},
            {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": function}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "README.md"},
        ]
        body |= {"messages": turns if tools else turns[:1]}
        body |= (
            {"tools": [{"type": "function", "function": {"name": "shell", "parameters": _SHELL}}]}
            if tools
            else {}
        )
    return body


class Traffic:
    """Sends requests to a service; `problems` says of each that did not end as it had to."""

    def __init__(self, base: str, key: str, at_once: int) -> None:
        self.problems: list[str] = []
        self.sent = 0
        self._base, self._key, self._at_once = base, key, at_once
        self._random = random.Random(63)

    async def send(self, count: int) -> None:
        """Send so many and wait for their ends; each call has connections of its own."""
        left = iter(range(count))
        headers = {"Authorization": f"Bearer {self._key}"}
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(self._base, connector=connector, headers=headers) as session:

            async def work() -> None:
                for _ in left:
                    await self._send_one(session)
                    self.sent += 1

            async with asyncio.TaskGroup() as group:
                for _ in range(self._at_once):
                    group.create_task(work())

    async def _send_one(self, session: aiohttp.ClientSession) -> None:
        wire, profile = self._random.choice(WIRES), self._random.choice(WIRES)
        stream = self._random.random() < 0.7
        kind = self._random.choice(TROUBLES if self._random.random() < 0.05 else PLAIN)
        body = request(wire, kind, stream)
        body["model"] = f"{'text' if kind == 'leave' else kind}@{profile}"
        async with session.post(PATHS[wire], json=body) as answer:
            if kind == "leave":
                await answer.content.readany()
                answer.close()
                return
            said = await answer.text()
        if wrong := _judge(wire, kind, stream, answer.status, said):
            self.problems.append(f"{kind} {wire} to {profile}, streamed {stream}: {wrong}: {said[:300]}")


def _judge(wire: Wire, kind: str, stream: bool, status: int, said: str) -> str:
    if kind in REFUSED or (kind == "cut" and not stream):
        return "" if status >= 400 and "error" in said else f"status {status}"
    if status != 200:
        return f"status {status}"
    if kind == "cut":
        ended = ENDS[wire] in said
        return "a cut looks like an end" if ended or "error" not in said else ""
    if stream:
        return "" if ENDS[wire] in said else "no end"
    return "" if "The answer has" in said else "no answer"
