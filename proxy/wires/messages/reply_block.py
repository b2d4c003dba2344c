"""The blocks of a Messages reply while they are open: what a delta adds and what is said at the end."""

import secrets

import orjson

from proxy.conversation import Delta, Event, Json, Meta
from proxy.json_fields import text_field
from proxy.surrogates import encodable
from proxy.wires.messages.chunks import DeltaFields


class Block:
    """A block that says nothing: a provider-run tool's, or of a type of tomorrow."""

    __slots__ = ("key",)

    def __init__(self, key: int) -> None:
        self.key = key

    def take(self, delta: DeltaFields) -> str:  # noqa: ARG002 - the kinds below use it
        """Take a delta; return what is text of the part."""
        return ""

    def last_words(self) -> list[Event]:
        """Return what is to be said before the part is closed."""
        return []


class WordsBlock(Block):
    """Text, with its citations."""

    __slots__ = ("_citations",)

    def __init__(self, key: int, citations: list[Json]) -> None:
        super().__init__(key)
        self._citations = citations

    def take(self, delta: DeltaFields) -> str:
        if delta.type == "citations_delta" and delta.citation is not None:
            self._citations.append(delta.citation)
        return delta.text

    def last_words(self) -> list[Event]:
        links = [link for citation in self._citations if (link := _link(citation)) is not None]
        return [Meta(self.key, "annotations", links)] if links else []


class ThinkingBlock(Block):
    """Thinking, with the field that its provider wants to see again: `signature` or `data`."""

    __slots__ = ("_field", "_value")

    def __init__(self, key: int, field: str, value: str) -> None:
        super().__init__(key)
        self._field, self._value = field, value

    def take(self, delta: DeltaFields) -> str:
        self._value = delta.signature or self._value
        return delta.thinking

    def last_words(self) -> list[Event]:
        return [Meta(self.key, "native", {self._field: self._value})] if self._value else []


class CallBlock(Block):
    """A tool call. Some gateways send the whole input in the block's start and no deltas."""

    __slots__ = ("_input", "_pieces")

    def __init__(self, key: int, start_input: object) -> None:
        super().__init__(key)
        self._input = start_input or None
        self._pieces: list[str] = []

    def take(self, delta: DeltaFields) -> str:
        if delta.partial_json:
            self._pieces.append(delta.partial_json)
        return delta.partial_json

    def is_whole(self) -> bool:
        """Tell whether the arguments are a JSON object: only then was the call not cut for certain."""
        if not self._pieces:
            return self._input is not None
        try:
            return isinstance(orjson.loads("".join(self._pieces)), dict)
        except orjson.JSONDecodeError:
            return False

    def last_words(self) -> list[Event]:
        if self._pieces:
            return []
        written = (
            self._input
            if isinstance(self._input, str)
            else orjson.dumps(encodable(self._input or {})).decode()
        )
        return [Delta(self.key, written)]


def new_call_id() -> str:
    """Mint an id for a call that came without one."""
    return f"call_{secrets.token_hex(12)}"


def _link(citation: Json) -> Json | None:
    """Return a citation of a web page as an annotation of the responses wire; others name no address."""
    url = text_field(citation, "url")
    if not url:
        return None
    return {"type": "url_citation", "url": url, "title": text_field(citation, "title")}


def thinking_block(key: int, content: Json) -> ThinkingBlock:
    """Return the block for `thinking` or `redacted_thinking`."""
    field = "data" if content.get("type") == "redacted_thinking" else "signature"
    return ThinkingBlock(key, field, text_field(content, field))
