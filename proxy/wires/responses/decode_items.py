"""The `input` of a Responses request to neutral items."""

from collections.abc import Mapping

import orjson
from msgspec.structs import replace

from proxy.conversation import (
    NO_EXTRA,
    Compaction,
    CompactionTrigger,
    Foreign,
    Item,
    Json,
    Message,
    Note,
    Reasoning,
    Role,
    Text,
    Tool,
    ToolCall,
    ToolKind,
    ToolResult,
)
from proxy.json_fields import as_object, list_field, object_field, objects_field, text_field
from proxy.wires.responses.decode_content import joined_texts, read_parts
from proxy.wires.responses.decode_tools import TOOL_SEARCH, read_tools
from proxy.wires.responses.refusals import refuse

AGENT_MESSAGE = "agent_message"
"""Key in `Message.extra`: the item as it came, for an endpoint that knows it."""
FOUND_TOOLS = "tools"
"""Key in `ToolResult.extra`: the declarations that a tool search returned, as they came."""
FOUND_BY_SEARCH = "found_by_search"
"""Key in `Tool.extra`: the tool stood in a `tool_search_output`, not among the declared ones."""
MAX_WORDS = 2_000
"""Characters of a hosted tool's own words that are kept where the item itself cannot be."""

_ROLES: Mapping[str, Role] = {
    "developer": "system",
    "system": "system",
    "user": "user",
    "assistant": "assistant",
}
_HOSTED = frozenset(
    {
        "web_search_call",
        "file_search_call",
        "image_generation_call",
        "code_interpreter_call",
        "computer_call",
        "computer_call_output",
        "local_shell_call",
        "local_shell_call_output",
        "shell_call",
        "shell_call_output",
        "apply_patch_call",
        "apply_patch_call_output",
        "mcp_call",
        "mcp_list_tools",
        "mcp_approval_request",
        "mcp_approval_response",
        "tool_search_call",
        "tool_search_output",
    }
)


class ItemReader:
    """Reads one request's items; `tools` are the declarations found among them."""

    def __init__(self, notes: list[Note]) -> None:
        self.tools: list[Tool] = []
        self._notes = notes

    def read(self, value: object) -> list[Item]:
        """Read a string or a list of items. Raises `RequestError` for anything else and for references."""
        if value is None:
            return []
        if isinstance(value, str):
            return [Message("user", (Text(value),))] if value else []
        if not isinstance(value, list):
            raise refuse("input", "`input` must be a string or a list of items")
        items: list[Item] = []
        for index, entry in enumerate(value):
            raw = as_object(entry)
            if raw is None:
                raise refuse("input", f"`input[{index}]` is not an object")
            for one in _from_chat(raw):
                item = self._item(one, f"input[{index}]")
                if item is not None:
                    items.append(item)
        return items

    def _item(self, raw: Json, path: str) -> Item | None:
        hosted = raw.get("execution") == "server"
        match raw.get("type", "message" if "role" in raw else None):
            case "message":
                return self._message(raw, path)
            case "reasoning":
                return _reasoning(raw)
            case "function_call":
                return _call(raw, "function", raw.get("arguments"))
            case "custom_tool_call":
                return _call(raw, "custom", raw.get("input"))
            case "tool_search_call" if not hosted:
                return _call(raw, "search", raw.get("arguments"), name=TOOL_SEARCH)
            case "function_call_output":
                return self._output(raw, path, "function")
            case "custom_tool_call_output":
                return self._output(raw, path, "custom")
            case "tool_search_output" if not hosted:
                return self._search_output(raw)
            case "additional_tools":
                self.tools += read_tools(list_field(raw, "tools"), self._notes)
                return None
            case "agent_message":
                parts = read_parts(raw.get("content"), path, self._notes)
                return Message("user", parts, extra={AGENT_MESSAGE: raw}) if parts else None
            case "compaction" | "compaction_summary" | "context_compaction":
                return self._compaction(raw, path)
            case "compaction_trigger":
                return CompactionTrigger()
            case "configuration_update":
                self._note(path, "a configuration update was left out: it configures OpenAI's models")
                return None
            case "item_reference":
                raise refuse(
                    "item_reference",
                    f"Turnout keeps no items: `{path}` refers to item {text_field(raw, 'id') or '(no id)'};"
                    " send the item itself",
                )
            case kind:
                return self._foreign(raw, str(kind or "unknown"), path)

    def _message(self, raw: Json, path: str) -> Item | None:
        said = text_field(raw, "role")
        role = _ROLES.get(said)
        if role is None:
            self._note(path, f"role {said or 'missing'} was taken as user")
            role = "user"
        parts = read_parts(raw.get("content"), path, self._notes)
        if not parts:
            return None
        phase = raw.get("phase")
        return Message(
            role, parts, id=text_field(raw, "id") or None, extra={"phase": phase} if phase else NO_EXTRA
        )

    def _output(self, raw: Json, path: str, kind: ToolKind) -> Item:
        output = raw.get("output")
        if output is None or isinstance(output, str | list):
            parts = read_parts(output, path, self._notes)
        else:
            parts = (Text(_json_text(output)),)
        item_id = text_field(raw, "id")
        return ToolResult(
            text_field(raw, "call_id"), parts, kind=kind, extra={"id": item_id} if item_id else NO_EXTRA
        )

    def _search_output(self, raw: Json) -> Item:
        declarations = list_field(raw, "tools")
        found = read_tools(declarations, self._notes)
        # Found tools stand nowhere else in the request (Codex 0.169.0) and are offered from now on.
        self.tools += [
            replace(tool, deferred=False, extra={**tool.extra, FOUND_BY_SEARCH: True}) for tool in found
        ]
        names = tuple(dict.fromkeys(tool.name for tool in found))
        words = f"Tools found, available now: {', '.join(names)}" if names else "No tools were found."
        return ToolResult(
            text_field(raw, "call_id"),
            (Text(words),),
            kind="search",
            loaded=names,
            extra={FOUND_TOOLS: declarations},
        )

    def _compaction(self, raw: Json, path: str) -> Item | None:
        sealed = text_field(raw, "encrypted_content")
        if not sealed:
            self._note(path, "a compaction without content was left out")
            return None
        return Compaction(sealed, text_field(raw, "id") or None)

    def _foreign(self, raw: Json, kind: str, path: str) -> Item:
        if kind not in _HOSTED:
            self._note(path, f"an item of type {kind} was put into words")
        role: Role = "user" if kind.endswith("_output") else "assistant"
        return Foreign("responses", raw, _in_words(kind, raw), role)

    def _note(self, path: str, action: str) -> None:
        self._notes.append(Note(path, action))


def _from_chat(raw: Json) -> list[Json]:
    """Return a message of chat completions with calls, or with a result, as the items that say so here."""
    if raw.get("type", "message") != "message":
        return [raw]
    if raw.get("role") == "tool":
        call_id = text_field(raw, "tool_call_id")
        return [{"type": "function_call_output", "call_id": call_id, "output": raw.get("content")}]
    calls = objects_field(raw, "tool_calls")
    functions = [(text_field(call, "id"), object_field(call, "function")) for call in calls]
    return [
        raw,
        *({"type": "function_call", "call_id": call_id, **function} for call_id, function in functions),
    ]


def _reasoning(raw: Json) -> Item | None:
    # The full text where there is one; a summary otherwise.
    shown = joined_texts(raw.get("content")) or joined_texts(raw.get("summary"))
    sealed = text_field(raw, "encrypted_content") or None
    if not shown and sealed is None:
        return None
    return Reasoning(shown, sealed, id=text_field(raw, "id") or None)


def _call(raw: Json, kind: ToolKind, arguments: object, name: str = "") -> ToolCall:
    item_id = text_field(raw, "id")
    return ToolCall(
        text_field(raw, "call_id") or item_id,
        name or text_field(raw, "name"),
        _json_text(arguments),
        namespace=text_field(raw, "namespace") or None,
        kind=kind,
        item_id=item_id or None,
    )


def _json_text(value: object) -> str:
    """Return arguments as text: as they were sent, or written out where a client sent an object."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _in_words(kind: str, raw: Json) -> str:
    """Say a hosted tool's call or result in a short text."""
    action = object_field(raw, "action")
    command = action.get("command") or action.get("commands")
    detail = (
        text_field(action, "query")
        or (" ".join(map(str, command)) if isinstance(command, list) else "")
        or text_field(raw, "output")
        or text_field(raw, "code")
        or text_field(raw, "name")
        or text_field(raw, "revised_prompt")
    )
    words = kind.replace("_", " ")
    return f"[{words}: {detail[:MAX_WORDS]}]" if detail else f"[{words}]"
