"""Who says an item, and where the tool loop that is still running begins."""

from collections.abc import Iterator, Mapping, Sequence

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    Foreign,
    Item,
    Message,
    Reasoning,
    Role,
    ToolCall,
    ToolResult,
)

_SPEAKERS: Mapping[type, Role] = {
    Reasoning: "assistant",
    ToolCall: "assistant",
    ToolResult: "user",
    Compaction: "user",
    CompactionTrigger: "user",
}


def speaker(item: Item) -> Role:
    """Return whose words the item is: a tool's result counts as the user's."""
    if type(item) is Message or type(item) is Foreign:
        return item.role
    return _SPEAKERS[type(item)]


def assistant_turns(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each run of items that one assistant turn consists of."""
    start = -1
    for position, item in enumerate(items):
        if speaker(item) == "assistant":
            if start < 0:
                start = position
        elif start >= 0:
            yield start, position
            start = -1
    if start >= 0:
        yield start, len(items)


def tool_loop_start(items: Sequence[Item]) -> int:
    """Return the position from which on the model is in the tool loop it must go on with.

    That is behind the last thing the user said without handing in a tool's result in the same breath;
    `len(items)` where the request does not go on with a loop.
    """
    position = len(items)
    while position > 0:
        group_end = position
        while position > 0 and speaker(items[position - 1]) != "assistant":
            position -= 1
        if not any(type(item) is ToolResult for item in items[position:group_end]):
            return group_end
        while position > 0 and speaker(items[position - 1]) == "assistant":
            position -= 1
    return 0
