"""Items as alternating messages: one assistant message per turn, tool results before what the user says."""

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    Foreign,
    Item,
    Json,
    Message,
    Note,
    Reasoning,
    Role,
    ToolCall,
    ToolResult,
)
from proxy.json_fields import text_field
from proxy.wires.messages.encode_parts import BlockStyle

START = "(start)"
"""The first message has to be the user's; this stands in where there is none."""

_RANKS = {"thinking": 0, "redacted_thinking": 0, "tool_use": 2, "tool_result": 0}
"""Order within a message: thinking, words, calls; results, words. Others count as words."""


def split_head(items: tuple[Item, ...]) -> tuple[list[Message], tuple[Item, ...]]:
    """Return the leading system messages and the rest."""
    head: list[Message] = []
    for item in items:
        if not isinstance(item, Message) or item.role != "system":
            break
        head.append(item)
    return head, items[len(head) :]


class Turns:
    """Groups items into messages. `raw`: blocks that only this wire has go back as they came."""

    def __init__(self, style: BlockStyle, mid_system: bool, raw: bool, notes: list[Note]) -> None:
        self._style, self._mid_system, self._raw, self._notes = style, mid_system, raw, notes
        self._turns: list[tuple[Role, list[Json]]] = []

    def write(self, items: tuple[Item, ...]) -> list[Json]:
        """Return `messages` for the items behind the head."""
        for number, item in enumerate(items):
            self._add(item, f"items[{number}]")
        self._drop_bare_thinking()
        if not self._turns or self._turns[0][0] != "user":
            self._turns.insert(0, ("user", [{"type": "text", "text": START}]))
        self._trim_end()
        return [
            {"role": role, "content": sorted(blocks, key=_rank) if role != "system" else blocks}
            for role, blocks in self._turns
        ]

    def _add(self, item: Item, path: str) -> None:
        style = self._style
        match item:
            case Message(role="system") if not self._mid_system:
                self._put("user", style.parts(item.parts))
            case Message():
                self._put(item.role, style.parts(item.parts))
            case Reasoning():
                block = style.thinking(item)
                if block is None:
                    self._notes.append(Note(path, "thinking left out: the endpoint would not take it"))
                else:
                    self._put("assistant", [block])
            case ToolCall():
                self._put("assistant", [style.call(item, path, self._notes)])
            case ToolResult():
                self._put("user", [style.result(item)])
            case Foreign() if self._raw and item.wire == "messages":
                self._put(item.role, [item.raw])
            case Foreign(text=text):
                self._put(item.role, [{"type": "text", "text": text}] if text.strip() else [])
            case Compaction() | CompactionTrigger():
                self._notes.append(Note(path, "compaction left out: this wire has none"))

    def _put(self, role: Role, blocks: list[Json]) -> None:
        if not blocks:
            return
        if self._turns and self._turns[-1][0] == role:
            self._turns[-1][1].extend(blocks)
        else:
            self._turns.append((role, list(blocks)))

    def _drop_bare_thinking(self) -> None:
        """Leave out turns of nothing but thinking: a message must not end with it."""
        turns, self._turns = self._turns, []
        for role, blocks in turns:
            if role == "assistant" and all(_is_thinking(block) for block in blocks):
                self._notes.append(Note("messages", "a turn of nothing but thinking left out"))
            else:
                self._put(role, blocks)

    def _trim_end(self) -> None:
        """Trim what the conversation ends with: endpoints refuse trailing white space of an assistant."""
        role, blocks = self._turns[-1]
        if role != "assistant":
            return
        last = max((n for n, block in enumerate(blocks) if block["type"] == "text"), default=None)
        if last is not None and all(block["type"] != "tool_use" for block in blocks):
            blocks[last] = {**blocks[last], "text": text_field(blocks[last], "text").rstrip()}


def _rank(block: Json) -> int:
    return _RANKS.get(text_field(block, "type"), 1)


def _is_thinking(block: Json) -> bool:
    return block["type"] in ("thinking", "redacted_thinking")
