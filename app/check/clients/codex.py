"""Talks as Codex 0.169.0 does: Responses, streamed and stateless, items echoed as they came."""

import secrets
from collections.abc import Mapping, Sequence

from app.check.clients.talk import MadeCall, Turn, read_object, read_value
from app.check.repository import RepoTool
from proxy.conversation import Json, Wire
from proxy.json_fields import as_object, int_field, object_field, objects_field, text_field
from proxy.sse import SseEvent
from proxy.wires import Client

GUIDE = "You are an agent that works on a repository by calling tools. Be brief."
PLACE = "<environment_context>\n  <cwd>/repository</cwd>\n  <shell>bash</shell>\n</environment_context>"


class CodexTalk:
    """One thread of Codex."""

    client: Client = "codex"
    wire: Wire = "responses"
    path = "/v1/responses"

    def __init__(self, model: str, words: str, tools: Sequence[RepoTool] = ()) -> None:
        self._model, self._session = model, f"turnout-check-{secrets.token_hex(8)}"
        self._tools: list[Json] = [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "strict": False,
                "parameters": tool.schema(),
            }
            for tool in tools
        ]
        self._input: list[Json] = [
            _said("developer", GUIDE),
            _said("user", PLACE),
            _said("user", words),
        ]
        self._turn: list[Json] = []

    @property
    def headers(self) -> Mapping[str, str]:
        return {
            "User-Agent": "codex_exec/0.169.0",
            "originator": "codex_exec",
            "session-id": self._session,
            "Accept": "text/event-stream",
        }

    def body(self) -> Json:
        """Return the next request; the base prompt is a developer message (Codex 0.169.0)."""
        body: Json = {
            "model": self._model,
            "input": self._input,
            "tool_choice": "auto",
            "parallel_tool_calls": True,
            "reasoning": {"effort": "medium", "summary": "auto"},
            "store": False,
            "stream": True,
            "include": ["reasoning.encrypted_content"],
            "prompt_cache_key": self._session,
        }
        if self._tools:
            body["tools"] = self._tools
        return body

    def take(self, events: Sequence[SseEvent]) -> Turn:
        """Read the events that Codex acts on: finished items and the end."""
        turn, ended = Turn(), False
        self._turn = []
        for event in events:
            parsed = read_object(event.data)
            match text_field(parsed, "type"):
                case "response.output_item.done":
                    self._take_item(object_field(parsed, "item"), turn)
                case "response.completed":
                    ended = True
                    counted = object_field(object_field(parsed, "response"), "usage")
                    turn.input = int_field(counted, "input_tokens") or 0
                    turn.counted = bool(turn.input)
                case "response.incomplete":
                    reason = object_field(object_field(parsed, "response"), "incomplete_details")
                    ended, turn.problem = True, f"the reply is incomplete: {text_field(reason, 'reason')}"
                case "response.failed":
                    error = object_field(object_field(parsed, "response"), "error")
                    ended, turn.problem = True, text_field(error, "message", "the reply failed")
                case _:
                    pass
        if not ended:
            turn.problem, turn.broken = "the stream ended without response.completed", True
        self._input += self._turn
        return turn

    def again(self) -> Json | None:
        """Codex knows nothing but streams; after five of them it gives up."""
        return None

    def take_whole(self, reply: Json) -> Turn:
        """Never asked for."""
        return Turn(problem=f"unexpected: {text_field(reply, 'object')}")

    def _take_item(self, item: Json, turn: Turn) -> None:
        self._turn.append(item)
        match text_field(item, "type"):
            case "message":
                turn.text += "".join(text_field(part, "text") for part in objects_field(item, "content"))
            case "reasoning":
                turn.reasoned = True
            case "function_call":
                raw = text_field(item, "arguments")
                turn.calls.append(
                    MadeCall(
                        text_field(item, "call_id"), text_field(item, "name"), as_object(read_value(raw)), raw
                    )
                )
            case _:
                pass

    def give(self, results: Mapping[str, str]) -> None:
        """Add tool results."""
        self._input += [
            {"type": "function_call_output", "call_id": call_id, "output": said}
            for call_id, said in results.items()
        ]


def _said(role: str, words: str) -> Json:
    return {"type": "message", "role": role, "content": [{"type": "input_text", "text": words}]}
