"""Random conversations and replies, how each wire writes them, and what is left of them to compare."""

import json
import random
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from proxy.conversation import Image, Message, Reasoning, Request, Text, ToolCall, ToolResult, Wire
from tests.catalogue.replies import Said
from tests.catalogue.talk import SCHEMA, tool
from tests.fakes.script import Call, Reply, Say, Think, Usage

# Words that mean something on a wire, so that a reader which looks for them shows.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30).map(
    lambda text: f"«{text}»"
) | st.sampled_from(
    ["data: [DONE]", "</think>", '{"type": "error"}', "\\u00e9 \\n", "\r\n\r\n•", "é🎉\u2028"]
)
values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=8)
    | st.floats(-1e9, 1e9, width=32),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
arguments = st.dictionaries(st.text(min_size=1, max_size=6), values, max_size=3)
pictures = st.integers(0, 9).map(lambda number: f"data:image/png;base64,iVBORw0KGg{number}=")
NAMES = ("read", "write_file", "mcp__x")


@dataclass(frozen=True)
class User:
    """Texts and pictures (`data:` URLs) in any order."""

    parts: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """A call and what it gave."""

    id: str
    name: str
    arguments: dict[str, Any]
    result: str
    pictures: tuple[str, ...]
    failed: bool


@dataclass(frozen=True)
class Assistant:
    """A turn of the model: what it thought and said, and its parallel calls."""

    thought: str
    text: str
    calls: tuple[Done, ...]


@dataclass(frozen=True)
class Conversation:
    """It begins and ends with the user, and a turn of the model without calls is followed by the user's."""

    system: str
    turns: tuple[User | Assistant, ...]


users = st.builds(User, st.lists(texts | pictures, min_size=1, max_size=3).map(tuple))
done = st.builds(
    Done,
    st.just(""),
    st.sampled_from(NAMES),
    arguments,
    texts | st.just(""),
    st.lists(pictures, max_size=2).map(tuple),
    st.booleans(),
)
assistants = st.builds(
    Assistant, texts | st.just(""), texts | st.just(""), st.lists(done, max_size=3).map(tuple)
).filter(lambda turn: bool(turn.text or turn.calls))
ID_PREFIXES = ("call_", "toolu_01", "functions.read:", "x" * 70, "é/")


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    turns: list[User | Assistant] = [draw(users)]
    for number, turn in enumerate(draw(st.lists(users | assistants, max_size=5))):
        if isinstance(turn, Assistant):
            prefix = draw(st.sampled_from(ID_PREFIXES))
            named = [Done(f"{prefix}{number}{at}", *_rest(call)) for at, call in enumerate(turn.calls)]
            turn = Assistant(turn.thought, turn.text, tuple(named))  # noqa: PLW2901
            turns += [turn] if named else [turn, draw(users)]
        else:
            turns.append(turn)
    turns.append(draw(users))
    return Conversation(draw(texts | st.just("")), tuple(turns))


def _rest(call: Done) -> tuple[Any, ...]:
    return call.name, call.arguments, call.result, call.pictures, call.failed


# ----------------------------------------------------------------------------- writing
def write(conversation: Conversation, wire: Wire) -> dict[str, Any]:
    """The request that a client of this wire sends."""
    match wire:
        case "chat":
            body: dict[str, Any] = {"messages": _chat(conversation)}
        case "messages":
            messages = [message for turn in conversation.turns for message in _messages(turn)]
            body = {"messages": messages, "max_tokens": 1000}
            if conversation.system:
                body["system"] = conversation.system
        case "responses":
            body = {"input": [item for turn in conversation.turns for item in _responses(turn)]}
            if conversation.system:
                body["instructions"] = conversation.system
    return {"model": "m", "tools": [tool(wire, name) for name in NAMES], **body}


def _chat(conversation: Conversation) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    if conversation.system:
        out.append({"role": "system", "content": conversation.system})
    for turn in conversation.turns:
        if isinstance(turn, User):
            parts = [
                {"type": "image_url", "image_url": {"url": part}}
                if part.startswith("data:image")
                else {"type": "text", "text": part}
                for part in turn.parts
            ]
            out.append({"role": "user", "content": parts})
            continue
        message: dict[str, Any] = {"role": "assistant", "content": turn.text or None}
        if turn.thought:
            message["reasoning_content"] = turn.thought
        if turn.calls:
            message["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": dumps(call.arguments)},
                }
                for call in turn.calls
            ]
        out.append(message)
        out += [{"role": "tool", "tool_call_id": call.id, "content": call.result} for call in turn.calls]
    return out


def _messages(turn: User | Assistant) -> list[dict[str, Any]]:
    if isinstance(turn, User):
        return [{"role": "user", "content": [_block(part) for part in turn.parts]}]
    blocks: list[dict[str, Any]] = []
    if turn.thought:
        blocks.append({"type": "thinking", "thinking": turn.thought, "signature": ""})
    if turn.text:
        blocks.append(_block(turn.text))
    blocks += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments} for call in turn.calls
    ]
    given = [
        {
            "type": "tool_result",
            "tool_use_id": call.id,
            "content": [_block(part) for part in (call.result, *call.pictures) if part],
            "is_error": call.failed,
        }
        for call in turn.calls
    ]
    out = [{"role": "assistant", "content": blocks}]
    return [*out, {"role": "user", "content": given}] if given else out


def _block(part: str) -> dict[str, Any]:
    if part.startswith("data:image"):
        data = part.partition(",")[2]
        return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    return {"type": "text", "text": part}


def _responses(turn: User | Assistant) -> list[dict[str, Any]]:
    if isinstance(turn, User):
        return [{"type": "message", "role": "user", "content": [_input(part) for part in turn.parts]}]
    items: list[dict[str, Any]] = []
    if turn.thought:
        content = [{"type": "reasoning_text", "text": turn.thought}]
        items.append({"type": "reasoning", "summary": [], "content": content})
    if turn.text:
        said = [{"type": "output_text", "text": turn.text, "annotations": []}]
        items.append({"type": "message", "role": "assistant", "content": said})
    for call in turn.calls:
        made = {"call_id": call.id, "name": call.name, "arguments": dumps(call.arguments)}
        items.append({"type": "function_call", **made})
    for call in turn.calls:
        output = [_input(part) for part in (call.result, *call.pictures) if part]
        items.append({"type": "function_call_output", "call_id": call.id, "output": output or ""})
    return items


def _input(part: str) -> dict[str, Any]:
    if part.startswith("data:image"):
        return {"type": "input_image", "image_url": part}
    return {"type": "input_text", "text": part}


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


# ----------------------------------------------------------------------------- what is left
STAND_INS = ("seeimagebelow", "(nooutput)")
"""What a result says for a picture that it may not hold on its wire, and for nothing at all."""
MOVED = "From the result of tool call "
"""What stands before such a picture in the user's message behind."""


def gist(request: Request) -> Any:
    """All that every wire can say: who says what in which order, calls, what each of them gave, pictures.

    What the user says in a row is one text (white space apart: wires join them in their own ways), a
    result's failure is its flag or the word before it; pictures are in order, wherever they had to move.
    """
    said: list[tuple[Any, ...]] = []
    seen: list[str] = []
    places: dict[str, int] = {}
    for item in request.items:
        match item:
            case Message(role=role, parts=parts):
                seen += [part.url for part in parts if isinstance(part, Image)]
                if words := _words(parts):
                    if said and said[-1][0] == role == "user":
                        said[-1] = (role, said[-1][1] + words)
                    else:
                        said.append((role, words))
            case Reasoning(text=text):
                if text.strip():
                    said.append(("reasoning", "".join(text.split())))
            case ToolCall():
                places[item.id] = len(places)
                said.append(("call", places[item.id], item.name, json.loads(item.arguments or "{}")))
            case ToolResult():
                seen += [part.url for part in item.parts if isinstance(part, Image)]
                words = _words(item.parts)
                failed = item.is_error or words.startswith("Error:")
                words = words.removeprefix("Error:")
                for stand_in in STAND_INS:
                    words = words.replace(stand_in, "")
                said.append(("result", places[item.call_id], words, failed))
    tools = {one.name: one.schema for one in request.tools}
    return said, seen, tools


def _words(parts: tuple[Any, ...]) -> str:
    words = [part.text for part in parts if isinstance(part, Text)]
    return "".join("".join(text.split()) for text in words if not text.startswith(MOVED))


def expected(conversation: Conversation, wire: Wire) -> Any:
    """The gist of a conversation that came in on a wire."""
    said: list[tuple[Any, ...]] = []
    seen: list[str] = []
    calls = 0
    if conversation.system:
        said.append(("system", "".join(conversation.system.split())))
    for turn in conversation.turns:
        if isinstance(turn, User):
            seen += [part for part in turn.parts if part.startswith("data:image")]
            words = "".join("".join(part.split()) for part in turn.parts if not part.startswith("data:image"))
            if words and said and said[-1][0] == "user":
                said[-1] = ("user", said[-1][1] + words)
            elif words:
                said.append(("user", words))
            continue
        if turn.thought:
            said.append(("reasoning", "".join(turn.thought.split())))
        if turn.text:
            words = "".join(turn.text.split())
            said.append(("assistant", words))
        for number, call in enumerate(turn.calls):
            said.append(("call", calls + number, call.name, call.arguments))
        for number, call in enumerate(turn.calls):
            failed = call.failed and wire == "messages"
            seen += call.pictures if wire != "chat" else ()
            said.append(("result", calls + number, "".join(call.result.split()), failed))
        calls += len(turn.calls)
    return said, seen, dict.fromkeys(NAMES, SCHEMA)


# ----------------------------------------------------------------------------- replies
WORDS = "Grüße, 世界 — I look at both."
EVERYTHING = Reply(
    reasoning="Two files, two calls.",
    text=WORDS,
    calls=[Call("read", {"path": "ä\n"}, id="call_a"), Call("read", {"path": "b"}, id="call_b")],
    usage=Usage(input=100, output=20, cached=60, reasoning=5),
    piece=3,
    interleave=True,
)
"""Thinking, words and parallel calls in small pieces, and counted."""


def random_reply(dice: random.Random) -> Reply:
    """A reply as a model makes it: thinking, words, calls, in pieces of any size."""
    parts: list[Any] = []
    if dice.random() < 0.6:
        parts.append(Think(_random_text(dice)))
    if dice.random() < 0.7:
        parts.append(Say(_random_text(dice)))
    count = dice.choice([0, 0, 1, 2, 3])
    parts += [Call(dice.choice(NAMES), _random_arguments(dice)) for _ in range(count)]
    if not any(isinstance(part, Say | Call) for part in parts):
        parts.append(Say("at least this"))
    return Reply(
        parts=parts,
        usage=Usage(dice.randrange(100, 999), dice.randrange(10, 99), cached=dice.randrange(100)),
        piece=dice.choice([1, 3, 8, 200]),
        write=dice.choice([None, None, 1, 7, 100]),
        interleave=dice.random() < 0.5,
    )


def _random_text(dice: random.Random) -> str:
    alphabet = 'abc äé世🎉\n\t"\\/<>{}[]:,&\u2028\x7f'
    middle = "".join(dice.choice(alphabet) for _ in range(dice.randrange(60)))
    return f"«{middle}»"


def _random_arguments(dice: random.Random) -> dict[str, Any]:
    pool: list[Any] = [_random_text(dice), dice.randrange(10**6), None, True, [1, {"ä": "\n"}], 1.5, {}]
    return {_random_text(dice): dice.choice(pool) for _ in range(dice.randrange(4))}


def of_reply(reply: Reply) -> Any:
    """What a client has to get of a reply."""
    out: list[tuple[Any, ...]] = []
    for part in reply.in_order():
        match part:
            case Think(text):
                out.append(("reasoning", text))
            case Say(text):
                out.append(("text", text))
            case Call():
                out.append(("call", part.name, dict(part.args)))
    assert isinstance(reply.usage, Usage)
    return out, (reply.usage.input, reply.usage.output, reply.usage.cached)


def of_said(said: Said) -> Any:
    """What a client got."""
    out: list[tuple[Any, ...]] = []
    for part in said.parts:
        if part.kind == "call":
            given = json.loads(part.arguments) if isinstance(part.arguments, str) else part.arguments
            out.append(("call", part.name, given))
        else:
            out.append((part.kind, part.text))
    usage = said.usage or {}
    return out, (usage.get("input"), usage.get("output"), usage.get("cached"))
