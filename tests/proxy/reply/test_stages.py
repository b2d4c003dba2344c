"""The stages together, in their order."""

import json

from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Counted,
    Delta,
    Event,
    Fail,
    Message,
    Note,
    Open,
    Request,
    Start,
    Stop,
    Text,
    Tool,
    ToolChoice,
    replace,
)
from proxy.envelope import Sealer, digest
from proxy.reply.fold import fold
from proxy.reply.stages import ReplyStages, stages_for
from proxy.tool_table import ToolName, ToolTable
from tests.fakes.replies import (
    END,
    START,
    call,
    check_invariants,
    ends,
    events_in_any_order,
    feed,
    pieces,
    text,
    thought,
)

SEALER = Sealer(b"a key for tests only")
TABLE = ToolTable(
    {"patch": ToolName("apply_patch", None, "custom"), "ns__run": ToolName("run", "ns")}, frozenset({"patch"})
)
REQUEST = Request(wire="responses", model="m", items=(Message("user", (Text("x" * 400),)),))


def everything(notes: list[Note], compaction: bool = False) -> ReplyStages:
    return stages_for(
        notes=notes,
        upstream="chat",
        model="m",
        request=REQUEST,
        table=TABLE,
        sealer=SEALER,
        fingerprint="chat/acme/deepseek",
        compaction=compaction,
        stop=("HALT",),
    )


def test_a_call_in_the_text_is_one_only_where_calls_are_wanted() -> None:
    leak = '<tool_call>{"name": "run", "arguments": {}}</tool_call>'
    for choice, made in ((None, True), (ToolChoice("auto"), True), (ToolChoice("none"), False)):
        request = replace(REQUEST, tools=(Tool("run"),), tool_choice=choice)
        stages = stages_for(notes=[], upstream="chat", request=request)
        out = feed(stages.feed, [START, *text(leak), END])
        assert any(type(event) is Open and event.kind == "tool" for event in out) is made


def test_an_estimate_without_a_warning_for_what_passes_as_it_is() -> None:
    notes: list[Note] = []
    stages = stages_for(notes=notes, upstream="chat", counted=REQUEST)
    counted = [
        event for event in feed(stages.feed, [START, *text("word " * 8), END]) if type(event) is Counted
    ]
    assert [(one.usage.input, one.usage.output, one.usage.estimated) for one in counted] == [(100, 10, True)]
    assert notes == []


def test_a_whole_turn() -> None:
    notes: list[Note] = []
    stages = everything(notes)
    arguments = json.dumps({"input": "*** Bégin"})
    events: list[Event] = [
        START,
        *text(*pieces("<think>why</think>\nBecause", [3])),
        *call("patch", *pieces(arguments, [4]), key=1),
        *call("ns__run", "", key=2, id="call_2"),
        END,
    ]
    out = feed(stages.feed, events, [3, 1])
    check_invariants(out)
    assert stages.ended
    assert stages.end() == []
    reply = fold(out)
    assert [(p.kind, p.name, p.namespace, p.tool, p.text, p.complete) for p in reply.parts] == [
        ("reasoning", "", None, "function", "why", True),
        ("text", "", None, "function", "Because", True),
        ("tool", "apply_patch", None, "custom", "*** Bégin", True),
        ("tool", "run", "ns", "function", "{}", True),
    ]
    envelope = SEALER.open_envelope(reply.parts[0].sealed or "")
    assert envelope is not None
    assert (envelope.fingerprint, envelope.digest) == ("chat/acme/deepseek", digest("why"))
    assert reply.usage is not None
    assert (reply.usage.input, reply.usage.estimated) == (100, True)
    assert reply.stop == Stop("tool_use")


def test_a_stop_sequence_ends_the_reply_and_its_count_is_estimated() -> None:
    stages = everything([])
    out = stages.feed([START, Open(0, "text"), Delta(0, "one HA"), Delta(0, "LT two")])
    assert stages.ended
    check_invariants(out)
    assert out[-1] == Stop("stop_sequence", "HALT")
    assert isinstance(out[-2], Counted)
    assert stages.feed([Delta(0, "three"), END]) == []


def test_a_compaction() -> None:
    out = everything([], compaction=True).feed([START, *thought("a"), *text("summary", key=1), END])
    check_invariants(out)
    reply = fold(out)
    [part] = reply.parts
    assert part.kind == "compaction"
    envelope = SEALER.open_envelope(part.sealed or "")
    assert envelope is not None
    assert envelope.text == "summary"


def test_row_090_a_reply_without_an_end_was_cut() -> None:
    stages = stages_for(notes=[], upstream="responses", model="m")
    out = stages.feed([START, Open(0, "text"), Delta(0, "a")])
    out += stages.end()
    check_invariants(out)
    assert isinstance(out[-1], Fail)
    assert out[-1].failure.kind == "truncated"
    assert stages.end() == []
    assert [type(event) for event in stages_for(notes=[], upstream="chat").end()] == [Start, Fail]


def test_tags_are_text_on_other_wires() -> None:
    for upstream, kind in (("chat", "reasoning"), ("messages", "text"), ("responses", "text")):
        reply = fold(stages_for(notes=[], upstream=upstream).feed([START, *text("<think>a</think>b"), END]))  # type: ignore[arg-type]
        assert reply.parts[0].kind == kind


def test_the_hot_path_returns_the_very_list() -> None:
    stages = stages_for(notes=[], upstream="chat", request=REQUEST, table=TABLE, sealer=SEALER)
    stages.feed([START, Open(0, "text"), Delta(0, "Hi")])
    chunk: list[Event] = [Delta(0, " there")]
    assert stages.feed(chunk) is chunk


@given(events_in_any_order, ends, st.booleans(), st.lists(st.integers(1, 5), min_size=1))
def test_any_soup_leaves_in_order(
    events: list[Event], end: Event, compaction: bool, sizes: list[int]
) -> None:
    stages = everything([], compaction)
    out = feed(stages.feed, [*events, end], sizes) + stages.end()
    check_invariants(out)
    fold(out)
