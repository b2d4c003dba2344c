"""The built-in demo provider: a scripted chat-completions model, offline, with no key.

It answers in a few words, calls one harmless tool where the client offers a shell, or the tool that the question
names, and says what it saw: enough for a newcomer to watch Codex, Claude Code or curl being answered through real
translation, and to see a check pass.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import orjson
from aiohttp import web

MODEL = "demo"
WORD_SECONDS = 0.02
"""Between two words, so that streaming can be seen."""

_SHELLS = {"exec_command": "cmd", "Bash": "command", "shell": "command", "shell_command": "command"}
"""Tools that run a command, and the argument that takes it (Codex 0.169.0, Claude Code 2.1.329)."""
_COMMAND = "echo Turnout works"
_VALUES: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
"""What a made-up argument of a type is; a text is another."""


class DemoProvider:
    """Listens on a free loopback port; `url` is its chat-completions address once it has started."""

    def __init__(self) -> None:
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Begin to listen, unless it does already."""
        if self._runner is not None:
            return
        app = web.Application(client_max_size=2**30)
        app.router.add_post("/v1/chat/completions", _complete)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/v1/chat/completions"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()


async def _complete(request: web.Request) -> web.StreamResponse:
    asked = await request.json()
    model = str(asked.get("model") or MODEL)
    message = answer(asked)
    usage = _usage(asked, message)
    reason = "tool_calls" if message.get("tool_calls") else "stop"
    if not asked.get("stream"):
        choice = {"index": 0, "message": message, "finish_reason": reason}
        return web.json_response(_envelope("chat.completion", model, [choice]) | {"usage": usage})
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    async for delta in _deltas(message):
        choice = {"index": 0, "delta": delta, "finish_reason": None}
        await response.write(_event(_envelope("chat.completion.chunk", model, [choice])))
    last = {"index": 0, "delta": {}, "finish_reason": reason}
    await response.write(_event(_envelope("chat.completion.chunk", model, [last])))
    await response.write(_event(_envelope("chat.completion.chunk", model, []) | {"usage": usage}))
    await response.write(b"data: [DONE]\n\n")
    return response


async def _deltas(message: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    yield {"role": "assistant", "content": ""}
    for field in ("reasoning_content", "content"):
        for word in re.findall(r"\S+\s*", message.get(field) or ""):
            await asyncio.sleep(WORD_SECONDS)
            yield {field: word}
    for index, call in enumerate(message.get("tool_calls", [])):
        name, arguments = call["function"]["name"], call["function"]["arguments"]
        head = {
            "index": index,
            "id": call["id"],
            "type": "function",
            "function": {"name": name, "arguments": ""},
        }
        yield {"tool_calls": [head]}
        for start in range(0, len(arguments), 8):
            piece = arguments[start : start + 8]
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the scripted answer: a tool call on a fresh question, words after its result or without a shell."""
    messages = asked.get("messages", [])
    # Clients add reminders behind a result, so that the last message alone does not tell.
    since = [message for message in _since_last_answer(messages) if message.get("role") == "tool"]
    if since:
        lines = _text(since[-1]).strip().splitlines()
        said = f"The command ran and printed: {lines[-1].rstrip('.') if lines else 'nothing'}. "
        return {"role": "assistant", "content": said + "Codex and Claude Code work through Turnout."}
    tools = [tool.get("function", {}).get("name") for tool in asked.get("tools", [])]
    shell = next((name for name in tools if name in _SHELLS), None)
    if shell is not None:
        return {
            "role": "assistant",
            "content": "I will run one harmless command.",
            "reasoning_content": "The client offers a shell, so I show a tool call.",
            "tool_calls": [_call(shell, _arguments(shell), len(messages))],
        }
    named = _named_tool(asked)
    if named is not None:
        return {
            "role": "assistant",
            "content": None,
            "reasoning_content": "The question names a tool.",
            "tool_calls": [_call(named["name"], _made_up(named.get("parameters") or {}), len(messages))],
        }
    words = f"Hello from Turnout's demo provider: your request came through with {len(messages)} message(s)."
    return {"role": "assistant", "content": words, "reasoning_content": "A short greeting will do."}


def _call(name: str, arguments: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "id": f"call_demo_{number}",
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(arguments)},
    }


def _named_tool(asked: dict[str, Any]) -> dict[str, Any] | None:
    """The tool that the question tells us to call; a client's reminders may stand behind it."""
    asking = [one for one in _since_last_answer(asked.get("messages", [])) if one.get("role") == "user"]
    said = set(re.findall(r"[\w-]+", " ".join(map(_text, asking))))
    tools = [tool.get("function") or {} for tool in asked.get("tools", [])]
    return next((tool for tool in tools if tool.get("name") in said), None)


def _made_up(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a value of its type for each argument that is required."""
    fields = schema.get("properties") or {}
    kinds = {name: (fields.get(name) or {}).get("type") for name in schema.get("required") or ()}
    return {name: _VALUES.get(str(kind), MODEL) for name, kind in kinds.items()}


def _since_last_answer(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ends = [place for place, message in enumerate(messages, 1) if message.get("role") == "assistant"]
    return messages[ends[-1] :] if ends else messages


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content)
    return str(content)


def _arguments(shell: str) -> dict[str, Any]:
    if shell == "shell":
        return {"command": ["sh", "-c", _COMMAND]}
    described = {"description": "Say that Turnout works"} if shell == "Bash" else {}
    return {_SHELLS[shell]: _COMMAND, **described}


def _usage(asked: dict[str, Any], message: dict[str, Any]) -> dict[str, int]:
    """Return honest estimates: four characters a token."""
    prompt, completion = len(json.dumps(asked)) // 4, len(json.dumps(message)) // 4
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _envelope(kind: str, model: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": "chatcmpl-demo", "object": kind, "created": 0, "model": model, "choices": choices}


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(chunk) + b"\n\n"
