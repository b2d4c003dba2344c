"""The neutral model between the three wires: a request's items and a reply's events.

It is the union of the wires, never one of them. A wire decodes into these values and encodes from
them; passes (`proxy.passes`) change them to what a provider understands. Everything here is a value.

Requests are flat: items in the order in which they were said. System text is an item like any other;
what stands before the first other item is the head. Tool arguments stay the text that was sent.

Replies are events. Each part of a reply is opened, filled and closed under a key that is unique within
the reply; the invariants are enforced in one place, `proxy.reply.guard`.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

Wire: TypeAlias = Literal["responses", "messages", "chat"]
WIRES: tuple[Wire, ...] = ("responses", "messages", "chat")

Json: TypeAlias = dict[str, object]
Extra: TypeAlias = Mapping[str, object]
"""Fields of the origin wire that the model has no place for; put back when it leaves on that wire."""

NO_EXTRA: Extra = {}


# ----------------------------------------------------------------------------- request: parts of a message
class Text(Struct, frozen=True, kw_only=False):
    """Plain text. `extra` may hold `cache_control` (messages) or `annotations` (responses)."""

    text: str
    extra: Extra = NO_EXTRA


class Image(Struct, frozen=True):
    """A picture: `url` is a `data:` URL or an http(s) URL; `detail` low | high | auto | original."""

    url: str
    detail: str | None = None
    extra: Extra = NO_EXTRA


class File(Struct, frozen=True):
    """A document: `url` is a `data:` URL, an http(s) URL or "" when only an id in `extra` names it."""

    url: str
    name: str | None = None
    extra: Extra = NO_EXTRA


Part: TypeAlias = Text | Image | File


# ----------------------------------------------------------------------------- request: items
Role: TypeAlias = Literal["system", "user", "assistant"]


class Message(Struct, frozen=True):
    """Something said. `system` covers developer messages and mid-conversation system messages."""

    role: Role
    parts: tuple[Part, ...]
    id: str | None = None
    extra: Extra = NO_EXTRA


class Reasoning(Struct, frozen=True):
    """What the model thought before the item that follows.

    `text` is the visible thinking, joined with blank lines. `sealed` is what the client echoed in
    `encrypted_content`, `signature` or `redacted_thinking.data`: Turnout's envelope or somebody else's
    blob. `native` holds the provider's own parts in the field names of its wire (messages: `signature`
    or `data`; responses: `encrypted_content`; chat: `reasoning_details`); only the
    `reasoning` pass fills it, from an envelope that belongs to the provider asked.
    """

    text: str
    sealed: str | None = None
    native: Json | None = None
    id: str | None = None
    extra: Extra = NO_EXTRA


ToolKind: TypeAlias = Literal["function", "custom", "search", "server"]


class ToolCall(Struct, frozen=True):
    """The model's call. `arguments` is JSON text, for a custom tool the raw input."""

    id: str
    name: str
    arguments: str
    namespace: str | None = None
    kind: ToolKind = "function"
    item_id: str | None = None
    extra: Extra = NO_EXTRA


class ToolResult(Struct, frozen=True):
    """A tool's answer. `loaded` names deferred tools that it made available (tool search, tool_reference)."""

    call_id: str
    parts: tuple[Part, ...]
    is_error: bool = False
    kind: ToolKind = "function"
    loaded: tuple[str, ...] = ()
    extra: Extra = NO_EXTRA


class Compaction(Struct, frozen=True):
    """An earlier remote compaction, as the client echoes it (`sealed` is opaque to the client)."""

    sealed: str
    id: str | None = None


class CompactionTrigger(Struct, frozen=True):
    """The client asks for one compaction item instead of an answer (Codex's remote compaction v2)."""


class Foreign(Struct, frozen=True):
    """An item that only its own wire has (a hosted tool's call or result): `text` says it in words."""

    wire: Wire
    raw: Json
    text: str
    role: Role = "assistant"


Item: TypeAlias = Message | Reasoning | ToolCall | ToolResult | Compaction | CompactionTrigger | Foreign


# ----------------------------------------------------------------------------- request: the rest
class Tool(Struct, frozen=True):
    """A tool the model may call.

    function: `schema` (JSON Schema). custom: free text in, `grammar` {type, syntax, definition} or None.
    search: finds deferred tools, run by the client. server: run by the provider; `raw` is its declaration.
    `deferred` tools are not offered until a `ToolResult.loaded` names them.
    """

    name: str
    kind: ToolKind = "function"
    description: str = ""
    schema: Json | None = None
    namespace: str | None = None
    grammar: Json | None = None
    deferred: bool = False
    strict: bool | None = None
    raw: Json | None = None
    extra: Extra = NO_EXTRA


class ToolChoice(Struct, frozen=True):
    """auto | none | required | tool (then `name`, `namespace`); `allowed` narrows the offered names."""

    mode: Literal["auto", "none", "required", "tool"] = "auto"
    name: str | None = None
    namespace: str | None = None
    allowed: tuple[str, ...] = ()


class Thinking(Struct, frozen=True):
    """How much the client wants the model to think.

    `enabled` None: not said. `adaptive`: the model decides how much. `budget` is in tokens. `effort` is
    none | minimal | low | medium | high | xhigh | max as sent. `summary`: the client wants to see it.
    """

    enabled: bool | None = None
    adaptive: bool = False
    budget: int | None = None
    effort: str | None = None
    summary: bool = False


class Sampling(Struct, frozen=True):
    """Sampling parameters; None: not said."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None


class OutputFormat(Struct, frozen=True):
    """json_object, or json_schema with `name`, `schema`, `strict`."""

    kind: Literal["json_object", "json_schema"]
    name: str = "output"
    schema: Json | None = None
    strict: bool | None = None
    description: str | None = None


class Request(Struct, frozen=True, kw_only=True):
    """One request of a client, on no wire in particular. `wire` is the one it came in on."""

    wire: Wire
    model: str
    items: tuple[Item, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    thinking: Thinking = Thinking()
    sampling: Sampling = Sampling()
    stop: tuple[str, ...] = ()
    output: OutputFormat | None = None
    verbosity: str | None = None
    max_output: int | None = None
    stream: bool = False
    include_usage: bool = True
    """False only for a streamed chat request without `stream_options.include_usage`."""
    cache_key: str | None = None
    """`prompt_cache_key`, or the session id: the conversation's identity for caches and affinity."""
    user: str | None = None
    extra: Extra = NO_EXTRA


# ----------------------------------------------------------------------------- reply: values
class Usage(Struct, frozen=True):
    """Tokens of one reply. `input` counts cached and cache-written ones too; `output` counts reasoning."""

    input: int = 0
    output: int = 0
    cached: int = 0
    cache_write: int = 0
    reasoning: int = 0
    estimated: bool = False


StopReason: TypeAlias = Literal[
    "end", "tool_use", "stop_sequence", "max_tokens", "context_window", "refusal", "content_filter", "pause"
]

FailureKind: TypeAlias = Literal[
    "context_overflow",
    "max_tokens_too_big",
    "rate_limited",
    "quota",
    "auth",
    "forbidden",
    "model_not_found",
    "not_found",
    "too_large",
    "bad_request",
    "policy",
    "overloaded",
    "server",
    "timeout",
    "network",
    "truncated",
    "empty",
]
Fault: TypeAlias = Literal["client", "translation", "provider", "network", "turnout"]


class Failure(Struct, frozen=True):
    """Why a reply did not come about, in no wire's words.

    `status` is the HTTP status the failure came with (0: none), `retry_after` in seconds, `code` a stable
    word for machines, `message` one sentence for people, `limit`/`used` token figures of an overflow.
    """

    kind: FailureKind
    message: str
    fault: Fault = "provider"
    code: str = ""
    status: int = 0
    retry_after: float | None = None
    limit: int | None = None
    used: int | None = None


# ----------------------------------------------------------------------------- reply: events
PartKind: TypeAlias = Literal["text", "refusal", "reasoning", "tool", "compaction"]


class Start(Struct, frozen=True, gc=False):
    """The provider began to answer. `model` is the one it says it served."""

    id: str
    model: str


class Open(Struct, frozen=True, gc=False):
    """A part begins. For tools: `id` (the call's), `name`, `namespace`, `tool` (its kind)."""

    key: int
    kind: PartKind
    id: str = ""
    name: str = ""
    namespace: str | None = None
    tool: ToolKind = "function"


class Delta(Struct, frozen=True, gc=False):
    """More text of an open part: words, thinking, or a tool's arguments (JSON text; raw for custom tools)."""

    key: int
    text: str


class Meta(Struct, frozen=True):
    """Something about an open part that is not its text.

    native: the provider's own reasoning parts (`Reasoning.native`); sealed: Turnout's envelope;
    annotations: a list of citations.
    """

    key: int
    field: Literal["native", "sealed", "annotations"]
    value: object


class Close(Struct, frozen=True, gc=False):
    """A part is over. A tool call closed as complete is executed by the client at once."""

    key: int
    complete: bool = True


class Counted(Struct, frozen=True):
    """The tokens so far; the last one counts."""

    usage: Usage


class Stop(Struct, frozen=True, gc=False):
    """The reply ended as the provider meant it to. `sequence` is the stop sequence that was hit."""

    reason: StopReason
    sequence: str | None = None


class Fail(Struct, frozen=True):
    """The reply ended without being whole."""

    failure: Failure


Event: TypeAlias = Start | Open | Delta | Meta | Close | Counted | Stop | Fail


# ----------------------------------------------------------------------------- notes
class Note(Struct, frozen=True):
    """What translation dropped or changed: `path` in the request or reply, `action` in a few words.

    `code`: a stable word where it is a warning (`proxy.warning`), "" for all else.
    """

    path: str
    action: str
    code: str = ""


def replace(value: "Request", **changes: object) -> "Request":
    """Return a request with some fields changed."""
    return msgspec.structs.replace(value, **changes)
