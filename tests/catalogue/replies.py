"""Replies as a strict client reads them: streams and bodies of the three wires, checked while they are read.

Written from the clients' side alone: nothing of the proxy is used, so that a mistake cannot hide in both.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import orjson

from proxy.conversation import Wire


@dataclass
class Event:
    """One server-sent event; `data` is parsed, `[DONE]` stays a string."""

    name: str
    data: Any


@dataclass
class Part:
    """Something the model said: text, reasoning, refusal, call (`arguments` as they came) or compaction."""

    kind: str
    text: str = ""
    id: str = ""
    name: str = ""
    namespace: str | None = None
    arguments: Any = None
    seal: str = ""
    shown_as: str = ""


@dataclass
class Said:
    """A reply. `stop` is the wire's own word, "" where the reply failed or was left open; `events` the stream."""

    parts: list[Part] = field(default_factory=list)
    stop: str = ""
    usage: dict[str, int] | None = None
    error: dict[str, Any] | None = None
    events: list[Event] = field(default_factory=list)
    model: str = ""

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if part.kind == "text")

    @property
    def thoughts(self) -> list[str]:
        return [part.text for part in self.parts if part.kind == "reasoning"]

    @property
    def calls(self) -> list[Part]:
        return [part for part in self.parts if part.kind in ("call", "custom", "search")]

    @property
    def arguments(self) -> list[Any]:
        """What the calls were given, parsed."""
        return [
            json.loads(call.arguments) if isinstance(call.arguments, str) else call.arguments
            for call in self.calls
        ]

    @property
    def kinds(self) -> list[str]:
        return [part.kind for part in self.parts]

    def named(self, name: str) -> list[Any]:
        """The data of all events of that name."""
        return [event.data for event in self.events if event.name == name]


def split_events(stream: str) -> list[Event]:
    """Events of a stream, comments left out. What we write ends each event with one blank line."""
    assert not stream or stream.endswith("\n\n"), "the stream ends in the middle of an event"
    events: list[Event] = []
    for block in stream.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if not lines:
            continue
        name = lines[0].removeprefix("event: ") if lines[0].startswith("event: ") else ""
        assert len(lines) == (2 if name else 1), block
        assert lines[-1].startswith("data: "), block
        data = lines[-1].removeprefix("data: ")
        # As strict as JavaScript about what is JSON, and stricter: no NaN, no half of a surrogate pair.
        events.append(Event(name, data if data == "[DONE]" else orjson.loads(data)))
    return events


def read_stream(wire: Wire, stream: str) -> Said:
    """Read a whole stream; asserts everything that a strict reader of the wire relies on."""
    events = split_events(stream)
    assert events, "an empty stream"
    match wire:
        case "responses":
            said = _Responses(events).said
        case "messages":
            said = _messages_stream(events)
        case "chat":
            said = _chat_stream(events)
    said.events = events
    return said


def read_whole(wire: Wire, body: Any) -> Said:
    """Read a whole reply, or an error body."""
    if "error" in body and body.get("status") is None:
        return Said(error=body["error"])
    match wire:
        case "responses":
            return _response(body)
        case "messages":
            return _message(body)
        case "chat":
            return _completion(body)


# ----------------------------------------------------------------------------- responses
class _Responses:
    def __init__(self, events: list[Event]) -> None:
        self.open: dict[int, Any] = {}
        self.done: dict[int, Any] = {}
        self.texts: dict[tuple[Any, ...], str] = {}
        numbers = [event.data["sequence_number"] for event in events]
        assert numbers == list(range(len(events))), "sequence_number does not count"
        assert all(event.name == event.data["type"] for event in events)
        assert events[0].name == "response.created"
        last = events[-1]
        terminal = ("response.completed", "response.incomplete", "response.failed")
        assert [event.name for event in events if event.name in terminal] == [last.name], "not one end"
        for event in events:
            self._take(event.name, event.data)
        response = last.data["response"]
        assert response["output"] == [self.done[index] for index in sorted(self.done)]
        assert response["id"] == events[0].data["response"]["id"]
        if last.name == "response.completed":
            assert not self.open, "the reply is complete and an item is not done"
        self.said = _response(response)

    def _take(self, name: str, data: Any) -> None:
        place = tuple(
            data.get(field)
            for field in ("output_index", "content_index", "summary_index")
        )  # fmt: skip
        if name == "response.output_item.added":
            assert data["output_index"] == len(self.open) + len(self.done), "output_index has a gap"
            assert data["item"]["id"] not in [item["id"] for item in (self.open | self.done).values()]
            self.open[data["output_index"]] = data["item"]
        elif name == "response.output_item.done":
            added = self.open.pop(data["output_index"])
            assert (added["id"], added["type"]) == (data["item"]["id"], data["item"]["type"])
            self.done[data["output_index"]] = data["item"]
        elif "item_id" in data:
            assert self.open[data["output_index"]]["id"] == data["item_id"]
            if name.endswith(".delta"):
                self.texts[place] = self.texts.get(place, "") + data["delta"]
                assert data["delta"], "an empty delta"
            elif name.endswith((".text.done", "_text.done", "arguments.done", "input.done", "refusal.done")):
                whole = next(data[key] for key in ("text", "arguments", "input", "refusal") if key in data)
                assert self.texts.get(place, "") == whole, f"{name} says something else than its deltas"


def _response(body: Any) -> Said:
    said = Said(model=body["model"])
    for item in body["output"]:
        said.parts += _item(item)
    said.stop = body["status"]
    if body["status"] == "incomplete":
        said.stop = f"incomplete:{body['incomplete_details']['reason']}"
    if body["status"] == "failed":
        said.stop, said.error = "", body["error"]
    if usage := body.get("usage"):
        said.usage = {
            "input": usage["input_tokens"],
            "output": usage["output_tokens"],
            "cached": usage["input_tokens_details"]["cached_tokens"],
            "written": usage["input_tokens_details"].get("cache_write_tokens", 0),
            "reasoning": usage["output_tokens_details"]["reasoning_tokens"],
        }
        assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
        assert all(type(number) is int and number >= 0 for number in said.usage.values())
    return said


def _item(item: Any) -> list[Part]:
    match item["type"]:
        case "message":
            assert item["role"] == "assistant"
            kinds = {"output_text": "text", "refusal": "refusal"}
            return [
                Part(kinds[part["type"]], part.get("text", part.get("refusal"))) for part in item["content"]
            ]
        case "reasoning":
            shown = [part["text"] for part in item["summary"] + (item.get("content") or [])]
            seal = item.get("encrypted_content") or ""
            shown_as = "summary" if item["summary"] else "content" if item.get("content") else ""
            return [Part("reasoning", "\n\n".join(shown), seal=seal, shown_as=shown_as)]
        case "function_call":
            assert isinstance(item["arguments"], str)
            json.loads(item["arguments"])
            return [_item_call("call", item, item["arguments"])]
        case "custom_tool_call":
            assert isinstance(item["input"], str)
            return [_item_call("custom", item, item["input"])]
        case "tool_search_call":
            assert isinstance(item["arguments"], dict)
            assert item["execution"] == "client"
            return [_item_call("search", item, item["arguments"])]
        case "compaction":
            return [Part("compaction", seal=item["encrypted_content"])]
        case kind:
            raise AssertionError(f"an item of type {kind}")


def _item_call(kind: str, item: Any, arguments: Any) -> Part:
    assert item["call_id"]
    assert item["status"] == "completed"
    return Part(
        kind,
        id=item["call_id"],
        name=item.get("name", ""),
        namespace=item.get("namespace"),
        arguments=arguments,
    )


# ----------------------------------------------------------------------------- messages
def _messages_stream(events: list[Event]) -> Said:
    events = [event for event in events if event.name != "ping"]
    assert all(event.name == event.data["type"] for event in events)
    assert [event.name for event in events].count("message_start") <= 1
    said = Said()
    blocks: list[Any] = []
    texts: list[str] = []
    is_open = ended = False
    delta: Any = None
    for number, event in enumerate(events):
        data = event.data
        assert not ended, f"{event.name} after the end"
        match event.name:
            case "message_start":
                assert number == 0
                said.model = data["message"]["model"]
                assert data["message"]["content"] == []
                assert data["message"]["usage"].keys() >= {"input_tokens", "output_tokens"}
            case "content_block_start":
                assert number, "a block before message_start"
                assert not is_open, "blocks interleave"
                assert data["index"] == len(blocks)
                is_open = True
                blocks.append(data["content_block"])
                texts.append("")
                _check_block_start(data["content_block"])
            case "content_block_delta":
                assert is_open
                assert data["index"] == len(blocks) - 1
                _add_delta(blocks, texts, data["delta"])
            case "content_block_stop":
                assert is_open
                assert data["index"] == len(blocks) - 1
                is_open = False
                said.parts += _block(_closed(blocks[-1], texts[-1]))
            case "message_delta":
                assert delta is None
                delta = data
            case "message_stop":
                ended = True
            case "error":
                assert data["error"].keys() == {"type", "message"}
                said.error, ended = data["error"], True
            case _:
                raise AssertionError(f"an event called {event.name}")
    assert ended, "no message_stop and no error"
    if said.error is not None:
        assert delta is None, "an error after message_delta"
        return said
    assert delta is not None
    said.stop = delta["delta"]["stop_reason"]
    said.usage = _messages_usage(delta["usage"])
    return said


def _check_block_start(block: Any) -> None:
    empty: dict[str, dict[str, Any]] = {
        "text": {"text": ""},
        "thinking": {"thinking": "", "signature": ""},
        "tool_use": {"input": {}},
        "redacted_thinking": {},
    }
    assert empty[block["type"]].items() <= block.items()


def _add_delta(blocks: list[Any], texts: list[str], delta: Any) -> None:
    block = blocks[-1]
    kinds = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "tool_use"}
    if delta["type"] == "signature_delta":
        assert block["type"] == "thinking"
        assert not block["signature"], "two signatures"
        block["signature"] = delta["signature"]
        return
    assert kinds[delta["type"]] == block["type"]
    assert not block.get("signature"), "thinking after its signature"
    texts[-1] += delta[{"input_json_delta": "partial_json"}.get(delta["type"], block["type"])]


def _closed(block: Any, text: str) -> Any:
    match block["type"]:
        case "tool_use":
            return {**block, "input": json.loads(text)}
        case "redacted_thinking":
            return block
        case kind:
            return {**block, kind: text}


def _block(block: Any) -> list[Part]:
    match block["type"]:
        case "text":
            assert block["text"], "an empty text block"
            return [Part("text", block["text"])]
        case "thinking":
            return [Part("reasoning", block["thinking"], seal=block["signature"], shown_as="thinking")]
        case "redacted_thinking":
            return [Part("reasoning", seal=block["data"], shown_as="redacted")]
        case "tool_use":
            assert isinstance(block["input"], dict)
            return [Part("call", id=block["id"], name=block["name"], arguments=block["input"])]
        case kind:
            raise AssertionError(f"a block of type {kind}")


def _message(body: Any) -> Said:
    assert (body["type"], body["role"]) == ("message", "assistant")
    parts = [part for block in body["content"] for part in _block(block)]
    return Said(parts, body["stop_reason"], _messages_usage(body["usage"]), model=body["model"])


def _messages_usage(usage: Any) -> dict[str, int]:
    cached, written = usage["cache_read_input_tokens"], usage["cache_creation_input_tokens"]
    assert min(usage["input_tokens"], usage["output_tokens"], cached, written) >= 0
    return {
        "input": usage["input_tokens"] + cached + written,
        "output": usage["output_tokens"],
        "cached": cached,
        "written": written,
    }


# ----------------------------------------------------------------------------- chat
def _chat_stream(events: list[Event]) -> Said:
    assert not any(event.name for event in events), "chat events have no names"
    last = events[-1].data
    said = Said()
    if isinstance(last, dict):
        assert last.keys() == {"error"}, "neither [DONE] nor an error at the end"
        said.error = last["error"]
    else:
        assert last == "[DONE]"
    chunks = [event.data for event in events[:-1]]
    assert all(isinstance(chunk, dict) and "error" not in chunk for chunk in chunks)
    assert len({(chunk["id"], chunk["object"], chunk["model"], chunk["created"]) for chunk in chunks}) <= 1
    finish: list[str] = []
    texts = {"content": "", "reasoning_content": "", "refusal": ""}
    seals: list[str] = []
    calls: list[Any] = []
    for number, chunk in enumerate(chunks):
        if not chunk["choices"]:
            assert number == len(chunks) - 1, "usage is not last"
            assert said.error is None
            said.usage = _chat_usage(chunk["usage"])
            continue
        assert not finish, "a chunk after the finish"
        (choice,) = chunk["choices"]
        assert choice["index"] == 0
        delta = choice["delta"]
        assert ("role" in delta) == (number == 0), "the role comes first and once"
        for name in texts:
            texts[name] += delta.get(name) or ""
        seals += [entry["data"] for entry in delta.get("reasoning_details", [])]
        for call in delta.get("tool_calls", []):
            _add_call(calls, call)
        if choice["finish_reason"] is not None:
            finish.append(choice["finish_reason"])
    if said.error is None:
        assert len(finish) == 1
        said.stop = finish[0]
    else:
        assert not finish, "an error after the finish"
    said.model = chunks[0]["model"] if chunks else ""
    complete = calls if finish and finish[0] != "length" else []
    said.parts = _chat_parts(texts, seals, complete)
    return said


def _add_call(calls: list[Any], call: Any) -> None:
    assert call["index"] <= len(calls)
    if call["index"] == len(calls):
        kind = call["type"]
        assert call["id"] not in [other["id"] for other in calls]
        calls.append({"id": call["id"], "type": kind, kind: dict(call[kind])})
        assert call["id"]
        assert call[kind]["name"]
        return
    known = calls[call["index"]]
    assert call.keys() <= {"index", known["type"]}
    field = "input" if known["type"] == "custom" else "arguments"
    known[known["type"]][field] += call[known["type"]][field]


def _chat_parts(texts: dict[str, str], seals: list[str], calls: list[Any]) -> list[Part]:
    parts: list[Part] = []
    if texts["reasoning_content"] or seals:
        parts.append(Part("reasoning", texts["reasoning_content"], seal="".join(seals)))
    parts += [
        Part(kind, texts[name]) for name, kind in (("content", "text"), ("refusal", "refusal")) if texts[name]
    ]
    for call in calls:
        if call["type"] == "custom":
            parts.append(
                Part("custom", id=call["id"], name=call["custom"]["name"], arguments=call["custom"]["input"])
            )
        else:
            function = call["function"]
            assert isinstance(json.loads(function["arguments"]), dict)
            parts.append(Part("call", id=call["id"], name=function["name"], arguments=function["arguments"]))
    return parts


def _completion(body: Any) -> Said:
    assert body["object"] == "chat.completion"
    (choice,) = body["choices"]
    message = choice["message"]
    assert message["role"] == "assistant"
    texts = {name: message.get(name) or "" for name in ("content", "reasoning_content", "refusal")}
    seals = [entry["data"] for entry in message.get("reasoning_details", [])]
    usage = _chat_usage(body["usage"]) if body.get("usage") else None
    parts = _chat_parts(texts, seals, message.get("tool_calls", []))
    return Said(parts, choice["finish_reason"], usage, model=body["model"])


def _chat_usage(usage: Any) -> dict[str, int]:
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    return {
        "input": usage["prompt_tokens"],
        "output": usage["completion_tokens"],
        "cached": usage["prompt_tokens_details"]["cached_tokens"],
        "reasoning": usage["completion_tokens_details"]["reasoning_tokens"],
    }
