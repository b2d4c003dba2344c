"""Short ways to write requests and dialects in the tests of the passes."""

from proxy.conversation import (
    Item,
    Message,
    Note,
    Reasoning,
    Request,
    Role,
    Text,
    ToolCall,
    ToolKind,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.envelope import Envelope, Sealer, digest, fingerprint

SEALER = Sealer(b"test key of the passes, 32 bytes")

EFFORTS = {
    "none": "off",
    "minimal": "low",
    "low": "low",
    "medium": "high",
    "high": "high",
    "xhigh": "max",
    "max": "max",
}

DEEPSEEK = Dialect(
    structured="json_object",
    stop_limit=16,
    thinking="type",
    effort_field="reasoning_effort",
    efforts=EFFORTS,
    reasoning_back="reasoning_content",
    reasoning_plain=True,
    reasoning_required=True,
    tool_choice="auto_when_thinking",
    images=False,
)
KIMI = Dialect(thinking="type", reasoning_back="reasoning_content", reasoning_plain=True)
OPENROUTER = Dialect(reasoning_back="reasoning_details", effort_field="reasoning", thinking="effort")
ANTHROPIC = Dialect(
    maker=True,
    system="anywhere",
    mid_system=True,
    parameters=("temperature", "top_p", "top_k"),
    thinking="adaptive",
    effort_field="output_config",
    efforts={"none": "off", "low": "low", "medium": "medium", "high": "high"},
    reasoning_back="thinking",
    tool_choice="auto_when_thinking",
    schema="inline_refs",
    server_tools=("web_search",),
    tool_result_images=True,
    documents=True,
    cache_control=True,
    prefill=False,
    deferred_tools=True,
    stop_limit=64,
)
RELAY = Dialect(
    thinking="budget",
    reasoning_back="thinking",
    tool_result_images=True,
    structured="none",
    efforts={"none": "off", "low": "low", "high": "high"},
)
DEEPSEEK_MESSAGES = Dialect(
    thinking="type",
    effort_field="output_config",
    efforts=EFFORTS,
    reasoning_back="thinking",
    reasoning_plain=True,
    reasoning_required=True,
    tool_choice="auto_when_thinking",
)
OPENAI = Dialect(
    maker=True,
    system="anywhere",
    developer_role=True,
    thinking="effort",
    effort_field="reasoning",
    efforts={"none": "none", "low": "low", "high": "high"},
    reasoning_back="encrypted",
    strict_tools=True,
    custom_tools=True,
    server_tools=("web_search",),
    tool_result_images=True,
    documents=True,
    prefill=False,
)
DEEPSEEK_RESPONSES = Dialect(
    thinking="effort",
    effort_field="reasoning",
    efforts=EFFORTS,
    reasoning_back="reasoning_text",
    reasoning_plain=True,
    reasoning_required=True,
)
PLAIN = Dialect()


def say(role: Role, *texts: str) -> Message:
    return Message(role, tuple(Text(text) for text in texts))


def system(*texts: str) -> Message:
    return say("system", *texts)


def user(*texts: str) -> Message:
    return say("user", *texts)


def assistant(*texts: str) -> Message:
    return say("assistant", *texts)


def call(call_id: str, name: str = "run", arguments: str = "{}", kind: ToolKind = "function") -> ToolCall:
    return ToolCall(call_id, name, arguments, kind=kind)


def result(call_id: str, text: str = "done", kind: ToolKind = "function") -> ToolResult:
    return ToolResult(call_id, (Text(text),) if text else (), kind=kind)


def ask(*items: Item, wire: Wire = "responses", **fields: object) -> Request:
    return Request(wire=wire, model="some-model", items=items, **fields)  # type: ignore[arg-type]


def thought(
    text: str,
    *,
    native: dict[str, object] | None = None,
    who: str = fingerprint("acme", "chat", "some-model"),
    shown: bool = True,
) -> Reasoning:
    """Return reasoning as a client echoes it: the text it saw and the envelope."""
    visible = text if shown else ""
    envelope = Envelope(fingerprint=who, native=native, digest=digest(visible), text=None if shown else text)
    return Reasoning(visible, SEALER.seal(envelope.payload()))


def actions(notes: list[Note]) -> str:
    return "\n".join(f"{note.path}: {note.action}" for note in notes)


def words(item: Item) -> str:
    """Return the text of a message or result."""
    assert isinstance(item, Message | ToolResult)
    return "".join(part.text for part in item.parts if isinstance(part, Text))
