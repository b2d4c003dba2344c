"""What each upstream demands of a lowered request, written independently of the passes."""

import json
import re

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    File,
    Foreign,
    Image,
    Item,
    Message,
    Reasoning,
    Request,
    Text,
    ToolCall,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.passes.turns import speaker


def check(request: Request, wire: Wire, dialect: Dialect) -> None:
    """Raise AssertionError where an endpoint of this wire and dialect would refuse the request."""
    items = request.items
    assert items, "no items"
    _check_kinds(items, wire, dialect)
    _check_calls(items, wire, dialect)
    _check_tools(request, wire, dialect)
    _check_reasoning(items, wire, dialect)
    _check_words(items, wire)
    _check_order(request, wire, dialect)
    _check_parameters(request, wire, dialect)


def _check_kinds(items: tuple[Item, ...], wire: Wire, dialect: Dialect) -> None:
    for item in items:
        assert not isinstance(item, CompactionTrigger | Compaction)
        if isinstance(item, Foreign):
            assert item.wire == wire
            assert dialect.server_tools
        if isinstance(item, ToolCall | ToolResult) and not (wire == "responses" and dialect.custom_tools):
            assert item.kind == "function"


def _check_calls(items: tuple[Item, ...], wire: Wire, dialect: Dialect) -> None:
    """Ids are legal and unique; the results of a batch follow it at once, in its order, one for each."""
    ids = [item.id for item in items if isinstance(item, ToolCall)]
    assert len(set(ids)) == len(ids), "ids are not unique"
    for call_id in ids:
        assert 1 <= len(call_id) <= dialect.tool_id_max
        if wire == "messages":
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", call_id)
    waiting: list[str] = []
    in_turn = False
    for item in items:
        if isinstance(item, ToolResult):
            assert waiting, "a result without its call in front"
            assert item.call_id == waiting.pop(0)
            in_turn = False
            continue
        if speaker(item) == "assistant":
            assert in_turn or not waiting, "the assistant went on before all results were there"
            in_turn = True
            if isinstance(item, ToolCall):
                waiting.append(item.id)
                if item.kind != "custom":
                    assert isinstance(json.loads(item.arguments), dict)
        else:
            assert not waiting, "something stands between calls and their results"
            in_turn = False
    assert not waiting, "calls without results"


def _check_tools(request: Request, wire: Wire, dialect: Dialect) -> None:
    native = wire == "responses" and dialect.custom_tools
    names = [(tool.namespace, tool.name) for tool in request.tools if tool.kind != "server"]
    assert len(set(names)) == len(names), "tool names are not unique"
    for tool in request.tools:
        if tool.kind == "server":
            assert str((tool.raw or {}).get("type")).startswith(dialect.server_tools)
            continue
        if native:
            continue
        assert tool.kind == "function"
        assert tool.namespace is None
        assert not tool.deferred or dialect.deferred_tools
        assert re.fullmatch(rf"[A-Za-z0-9_-]{{1,{dialect.tool_name_max}}}", tool.name)
        assert tool.schema is not None
        assert tool.schema["type"] == "object"
        assert isinstance(tool.schema["properties"], dict)
        assert not {"anyOf", "oneOf", "allOf", "$schema"} & set(tool.schema)
    choice = request.tool_choice
    if not request.tools:
        assert choice is None
        assert request.parallel_tool_calls is None
    if choice is not None and choice.mode == "tool" and not native:
        assert choice.name in {tool.name for tool in request.tools}
        assert not choice.allowed
    forced = choice is not None and choice.mode in ("tool", "required")
    if wire == "messages" or dialect.tool_choice == "auto_when_thinking":
        assert not (forced and request.thinking.enabled)
    if dialect.tool_choice == "auto":
        assert choice is None or choice.mode == "auto"
    if request.parallel_tool_calls is not None:
        assert dialect.parallel_tool_calls


def _check_reasoning(items: tuple[Item, ...], wire: Wire, dialect: Dialect) -> None:
    turn: list[Item] = []
    for item in (*items, Message("user", ())):
        if speaker(item) == "assistant":
            turn.append(item)
            continue
        if turn:
            kinds = [type(said) for said in turn]
            assert kinds[-1] is not Reasoning, "a turn ends with reasoning"
            if dialect.reasoning_required and ToolCall in kinds:
                assert Reasoning in kinds
            if wire != "responses" and ToolCall in kinds:
                first_call = kinds.index(ToolCall)
                assert all(kind is ToolCall for kind in kinds[first_call:])
        turn = []
    for item in items:
        if isinstance(item, Reasoning):
            assert item.sealed is None
            assert dialect.reasoning_back != "none"
            if dialect.reasoning_back == "encrypted":
                assert item.native


def _check_words(items: tuple[Item, ...], wire: Wire) -> None:
    for item in items:
        if not isinstance(item, Message | ToolResult):
            continue
        if isinstance(item, Message):
            assert item.parts, "an empty message"
        for part in item.parts:
            if isinstance(part, Text):
                assert part.text
                assert wire != "messages" or part.text.strip()


def _check_order(request: Request, wire: Wire, dialect: Dialect) -> None:
    items = request.items
    speakers = [speaker(item) for item in items]
    mid = dialect.system == "anywhere" or (wire == "messages" and dialect.mid_system)
    heads = [i for i, who in enumerate(speakers) if who == "system"]
    if not mid:
        assert heads in ([], [0]), "more than one head"
    assert "user" in speakers or "assistant" in speakers
    if wire == "messages":
        spoken = [who for who in speakers if who != "system"]
        assert spoken[0] == "user"
        if not dialect.prefill or request.wire != "messages":
            assert spoken[-1] == "user"
    elif not dialect.prefill:
        assert speakers[-1] != "assistant"


def _check_parameters(request: Request, wire: Wire, dialect: Dialect) -> None:
    for name in ("temperature", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty"):
        assert getattr(request.sampling, name) is None or name in dialect.parameters
    if request.sampling.temperature is not None:
        assert 0 <= request.sampling.temperature <= (1 if wire == "messages" else 2)
    if dialect.stop_limit is not None and wire != "responses":
        assert len(request.stop) <= dialect.stop_limit
    if dialect.max_output is not None and request.max_output is not None:
        assert request.max_output <= dialect.max_output
    thinking = request.thinking
    if dialect.thinking in ("type", "enable_thinking", "adaptive", "budget"):
        assert not (thinking.enabled is False and thinking.effort)
    assert thinking.effort is None or thinking.effort in dialect.efforts.values()
    if request.output is not None:
        assert dialect.structured != "none"
        assert request.output.kind == "json_object" or dialect.structured == "json_schema"
    for item in request.items:
        if not isinstance(item, Message | ToolResult):
            continue
        for part in item.parts:
            assert not isinstance(part, Image) or dialect.images
            assert not isinstance(part, File) or dialect.documents
            if isinstance(item, ToolResult) and not isinstance(part, Text):
                assert dialect.tool_result_images
                assert wire != "chat"
