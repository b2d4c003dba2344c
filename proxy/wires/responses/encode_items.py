"""Neutral items to the `input` of a Responses request."""

from collections.abc import Sequence

import orjson

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    File,
    Foreign,
    Image,
    Item,
    Json,
    Message,
    Note,
    Part,
    Reasoning,
    Request,
    Text,
    ToolCall,
    ToolKind,
    ToolResult,
)
from proxy.dialect import Dialect
from proxy.json_fields import as_object
from proxy.wires.responses.decode_items import AGENT_MESSAGE, FOUND_TOOLS


class ItemWriter:
    """Writes one request's items for one endpoint."""

    def __init__(self, request: Request, dialect: Dialect, notes: list[Note]) -> None:
        self._dialect = dialect
        self._notes = notes
        self._own = request.wire == "responses"
        self._call_kinds: dict[str, ToolKind] = {
            item.id: item.kind for item in request.items if type(item) is ToolCall
        }

    def write(self, items: Sequence[Item]) -> list[Json]:
        """Return the items in order; what the wire cannot say is left out with a note."""
        written: list[Json] = []
        for item in items:
            match item:
                case Message():
                    self._message(item, written)
                case Reasoning():
                    self._reasoning(item, written)
                case ToolCall():
                    written.append(self._call(item))
                case ToolResult():
                    written.append(self._result(item))
                case Compaction(sealed=sealed):
                    written.append({"type": "compaction", "encrypted_content": sealed})
                case CompactionTrigger():
                    written.append({"type": "compaction_trigger"})
                case Foreign():
                    self._foreign(item, written)
        return written

    # ------------------------------------------------------------------ what was said
    def _message(self, item: Message, written: list[Json]) -> None:
        raw = as_object(item.extra.get(AGENT_MESSAGE)) if self._own else None
        if raw is not None and self._dialect.custom_tools:
            written.append(raw)
            return
        content = [self._part(part, item.role == "assistant") for part in item.parts]
        if not content:
            return
        message: Json = {"type": "message", "role": item.role}
        if item.role == "system" and self._dialect.developer_role:
            message["role"] = "developer"
        if item.role == "assistant":
            # vLLM takes an assistant message for one of its own only with a status.
            message["status"] = "completed"
            phase = item.extra.get("phase")
            if phase and self._own and self._dialect.custom_tools:
                message["phase"] = phase
        self._add_id(message, item.id)
        message["content"] = content
        written.append(message)

    def _part(self, part: Part, by_model: bool) -> Json:
        match part:
            case Text(text=text) if by_model:
                return {"type": "output_text", "text": text, "annotations": []}
            case Text(text=text):
                return {"type": "input_text", "text": text}
            case _ if by_model:
                words = "[image]" if type(part) is Image else "[file]"
                self._notes.append(Note("input", f"the model's own {words} was put into words"))
                return {"type": "output_text", "text": words, "annotations": []}
            case Image(url=url, detail=detail):
                image: Json = {"type": "input_image", "image_url": url}
                # `original` is OpenAI's newest word; elsewhere it is refused.
                if detail and (detail != "original" or self._dialect.maker):
                    image["detail"] = detail
                return image
            case File():
                return _file(part)

    # ------------------------------------------------------------------ reasoning
    def _reasoning(self, item: Reasoning, written: list[Json]) -> None:
        native = item.native or {}
        encrypted = native.get("encrypted_content")
        if self._dialect.reasoning_back == "reasoning_text":
            # DeepSeek's native Responses reads plain text in `content` and nothing else of the item.
            if item.text:
                content = [{"type": "reasoning_text", "text": item.text}]
                written.append({"type": "reasoning", "summary": [], "content": content})
                return
        elif isinstance(encrypted, str) and encrypted:
            # The provider's own blob; its id came with it. Without the blob the id would name nothing.
            reasoning: Json = {"type": "reasoning"}
            if isinstance(native.get("id"), str):
                reasoning["id"] = native["id"]
            reasoning["summary"] = [{"type": "summary_text", "text": item.text}] if item.text else []
            reasoning["encrypted_content"] = encrypted
            written.append(reasoning)
            return
        self._notes.append(Note("input", "reasoning that the endpoint cannot take back was left out"))

    # ------------------------------------------------------------------ tools
    def _call(self, item: ToolCall) -> Json:
        match item.kind:
            case "custom":
                call: Json = {"type": "custom_tool_call", "call_id": item.id, "name": item.name}
                last: tuple[str, object] = ("input", item.arguments)
            case "search":
                call = {"type": "tool_search_call", "call_id": item.id, "execution": "client"}
                call["status"] = "completed"
                last = ("arguments", _as_json_object(item.arguments))
            case _:
                call = {"type": "function_call", "call_id": item.id, "name": item.name}
                last = ("arguments", item.arguments or "{}")
        if item.namespace and item.kind != "search":
            call["namespace"] = item.namespace
        self._add_id(call, item.item_id)
        call[last[0]] = last[1]
        return call

    def _result(self, item: ToolResult) -> Json:
        kind = self._call_kinds.get(item.call_id, item.kind)  # a result must be of its call's kind
        if kind == "search":
            found = item.extra.get(FOUND_TOOLS) if self._own else None
            return {
                "type": "tool_search_output",
                "call_id": item.call_id,
                "execution": "client",
                "status": "completed",
                "tools": found or [],
            }
        output = self._output(item)
        what = "custom_tool_call_output" if kind == "custom" else "function_call_output"
        result: Json = {"type": what, "call_id": item.call_id}
        item_id = item.extra.get("id")
        self._add_id(result, item_id if isinstance(item_id, str) else None)
        result["output"] = output
        return result

    def _output(self, item: ToolResult) -> str | list[Json]:
        if self._dialect.tool_result_images and any(type(part) is not Text for part in item.parts):
            parts: list[Json] = [{"type": "input_text", "text": "Error:"}] if item.is_error else []
            return parts + [self._part(part, by_model=False) for part in item.parts]
        texts = []
        for part in item.parts:
            if type(part) is Text:
                texts.append(part.text)
            else:
                texts.append("[image omitted]" if type(part) is Image else "[file omitted]")
                self._notes.append(
                    Note("input", f"{texts[-1]}: the endpoint takes only text as a tool's result")
                )
        text = "\n".join(texts)
        # This wire has no mark for a failed tool.
        return f"Error: {text}" if item.is_error and not text.lower().startswith("error") else text

    # ------------------------------------------------------------------ the rest
    def _foreign(self, item: Foreign, written: list[Json]) -> None:
        if item.wire == "responses" and (self._dialect.custom_tools or self._dialect.maker):
            written.append(item.raw)
        elif item.text:
            self._message(Message(item.role, (Text(item.text),)), written)

    def _add_id(self, item: Json, item_id: str | None) -> None:
        # Only the maker knows the ids that came with this wire; others refuse ids that are not theirs.
        if item_id and self._own and self._dialect.maker:
            item["id"] = item_id


def _file(part: File) -> Json:
    file: Json = {"type": "input_file"}
    file_id = part.extra.get("file_id")
    if part.name:
        file["filename"] = part.name
    if part.url.startswith("data:"):
        file["file_data"] = part.url
        file.setdefault("filename", "file")  # OpenAI refuses file data without a name
    elif part.url:
        file["file_url"] = part.url
    elif file_id:
        file["file_id"] = file_id
    return file


def _as_json_object(arguments: str) -> Json:
    try:
        value = as_object(orjson.loads(arguments or "{}"))
    except orjson.JSONDecodeError:
        value = None
    return value if value is not None else {"query": arguments}
