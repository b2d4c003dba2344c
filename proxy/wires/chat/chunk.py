"""What a chat-completions provider sends, read strictly and fast, and leniently where it is odd."""

import json
from typing import cast

import msgspec
import orjson
from msgspec import Struct

from proxy.conversation import Json
from proxy.json_fields import as_object, int_field, objects_field, text_field
from proxy.surrogates import encodable


class FunctionDelta(Struct, gc=False):
    """A piece of a function call; `arguments` is JSON text."""

    name: str | None = None
    arguments: str | None = None


class CustomDelta(Struct, gc=False):
    """A piece of a custom tool's call; `input` is free text."""

    name: str | None = None
    input: str | None = None


class ToolDelta(Struct, gc=False):
    """An entry of `tool_calls`; every field may be missing. `extra_content` holds Gemini's thought signature."""

    index: int | None = None
    id: str | None = None
    function: FunctionDelta | None = None
    custom: CustomDelta | None = None
    extra_content: Json | None = None


class MessageDelta(Struct, gc=False):
    """`delta` of a chunk or `message` of a whole reply."""

    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_details: list[Json] | None = None
    refusal: str | None = None
    tool_calls: list[ToolDelta] | None = None
    function_call: FunctionDelta | None = None
    annotations: list[Json] | None = None


class Choice(Struct, gc=False):
    """`usage` stands here at Kimi, `error` at OpenRouter."""

    index: int | None = None
    delta: MessageDelta | None = None
    message: MessageDelta | None = None
    finish_reason: str | None = None
    usage: Json | None = None
    error: object = None


class Chunk(Struct, gc=False):
    """A chunk, or a whole reply. `base_resp` is MiniMax's status, `x_groq` holds Groq's usage."""

    id: str | None = None
    model: str | None = None
    choices: list[Choice] | None = None
    usage: Json | None = None
    x_groq: Json | None = None
    error: object = None
    base_resp: Json | None = None


class NotJsonError(ValueError):
    """The data of an event is no JSON (or nested beyond reason)."""


_strict = msgspec.json.Decoder(Chunk)


class ChunkReader:
    """Reads the events of one stream; remembers the first half of a character that was cut in two."""

    __slots__ = ("_halves",)

    def __init__(self) -> None:
        self._halves: dict[str, str] = {}

    def read(self, data: bytes) -> Chunk | None:
        """Return the chunk; None for JSON that is no object. Raises `NotJsonError`."""
        try:
            return _strict.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return self.read_object(parse_loosely(data))

    def read_object(self, value: object) -> Chunk | None:
        """Make a chunk of decoded JSON, whatever its fields look like; None where it is no object.

        Raises `NotJsonError` for nesting that no JSON text of ours could repeat.
        """
        body = as_object(value)
        if body is None:
            return None
        try:
            return self._chunk(body)
        except (RecursionError, orjson.JSONEncodeError) as error:
            raise NotJsonError(str(error)) from None

    def _chunk(self, body: Json) -> Chunk:
        return Chunk(
            id=_text(body.get("id")),
            model=_text(body.get("model")),
            choices=[self._choice(entry) for entry in objects_field(body, "choices")],
            usage=as_object(body.get("usage")),
            x_groq=as_object(body.get("x_groq")),
            error=body.get("error"),
            base_resp=as_object(body.get("base_resp")),
        )

    def _choice(self, choice: Json) -> Choice:
        return Choice(
            index=int_field(choice, "index"),
            delta=self._message(as_object(choice.get("delta"))),
            message=self._message(as_object(choice.get("message"))),
            finish_reason=_text(choice.get("finish_reason")),
            usage=as_object(choice.get("usage")),
            error=choice.get("error"),
        )

    def _message(self, message: Json | None) -> MessageDelta | None:
        if message is None:
            return None
        said, thought = _content(message.get("content"))
        reasoning = message.get("reasoning_content") or message.get("reasoning") or thought
        return MessageDelta(
            content=self._mended("content", said),
            reasoning_content=self._mended("reasoning", _content(reasoning)[0]),
            reasoning_details=_objects(message, "reasoning_details"),
            refusal=self._mended("refusal", _content(message.get("refusal"))[0]),
            tool_calls=[
                self._tool(entry, position)
                for position, entry in enumerate(objects_field(message, "tool_calls"))
            ],
            function_call=self._function(message.get("function_call"), "function_call"),
            annotations=_objects(message, "annotations"),
        )

    def _tool(self, entry: Json, position: int) -> ToolDelta:
        index = int_field(entry, "index")
        key = f"tool {position if index is None else index}"
        function = entry.get("function")
        if function is None and entry.get("custom") is None and entry.get("name"):
            function = entry  # Flat, without the `function` object around name and arguments.
        custom = as_object(entry.get("custom"))
        return ToolDelta(
            index=index,
            id=_text(entry.get("id")),
            function=self._function(function, key),
            custom=None
            if custom is None
            else CustomDelta(_text(custom.get("name")), self._mended(key, json_text(custom.get("input")))),
            extra_content=encodable(as_object(entry.get("extra_content"))),
        )

    def _function(self, value: object, key: str) -> FunctionDelta | None:
        function = as_object(value)
        if function is None:
            return None
        return FunctionDelta(
            _text(function.get("name")), self._mended(key, json_text(function.get("arguments")))
        )

    def _mended(self, key: str, text: str | None) -> str | None:
        """Return text that can be encoded: halves of a surrogate pair are joined across chunks."""
        if not text:
            return text
        half = self._halves.pop(key, "") if self._halves else ""
        if not half and text.isascii():
            return text
        text = half + text
        if "\ud800" <= text[-1] <= "\udbff":
            self._halves[key] = text[-1]
            text = text[:-1]
        return encodable(text)


def parse_loosely(data: bytes) -> object:
    """Decode JSON of any provider: stray bytes, raw control characters, NaN. Raises `NotJsonError`."""
    try:
        return json.loads(data.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotJsonError(str(error)) from None


def json_text(value: object) -> str | None:
    """Return arguments as text: a string as it is, an object as compact JSON."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(encodable(value)).decode()


def _content(value: object) -> tuple[str | None, str | None]:
    """Return what is said and what is thought in a content value: a string, parts (Mistral), an object."""
    if isinstance(value, str):
        return value, None
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return None, None
    said: list[str] = []
    thought: list[str] = []
    for part in cast("list[object]", value):
        entry = as_object(part)
        if entry is None:
            said.append(part if isinstance(part, str) else "")
        elif "thinking" in entry:
            thought.append(_content(entry["thinking"])[0] or "")
        else:
            said.append(text_field(entry, "text") or text_field(entry, "content"))
    return "".join(said), "".join(thought)


def _objects(message: Json, name: str) -> list[Json]:
    return [encodable(entry) for entry in objects_field(message, name)]


def _text(value: object) -> str | None:
    """Return an id, a name or a word; some providers send numbers for ids."""
    if isinstance(value, str):
        return encodable(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
