"""Calls come back under the names and in the kinds that the client declared."""

import json

from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Close, Delta, Event, Note, Open, Stop
from proxy.reply.raise_tools import RaiseTools
from proxy.tool_table import ToolName, ToolTable
from tests.fakes.replies import END, START, call, events_in_any_order, feed, joined, pieces, text

TABLE = ToolTable(
    {
        "run": ToolName("run"),
        "multi_agent_v1__spawn_agent": ToolName("spawn_agent", "multi_agent_v1"),
        "mcp_x_1": ToolName("mcp.x:1"),
        "apply_patch": ToolName("apply_patch", None, "custom"),
        "functions__exec": ToolName("exec", "functions", "custom"),
        "tool_search": ToolName("tool_search", None, "search"),
    },
    frozenset({"apply_patch", "functions__exec"}),
)


def through(*events: Event, notes: list[Note] | None = None) -> list[Event]:
    return joined(RaiseTools(TABLE, [] if notes is None else notes).feed(list(events)))


def opened(*events: Event) -> Open:
    return next(event for event in through(*events) if isinstance(event, Open))


def test_row_096_a_namespaced_name_is_split() -> None:
    out = opened(*call("multi_agent_v1__spawn_agent", "{}"))
    assert (out.name, out.namespace, out.tool, out.id) == (
        "spawn_agent",
        "multi_agent_v1",
        "function",
        "call_1",
    )


def test_row_033_a_sanitised_name_is_restored() -> None:
    assert opened(*call("mcp_x_1", "{}")).name == "mcp.x:1"


def test_row_095_a_search_keeps_its_json() -> None:
    out = through(*call("tool_search", '{"query":', '"x"}'))
    assert out == [
        Open(0, "tool", "call_1", "tool_search", None, "search"),
        Delta(0, '{"query":"x"}'),
        Close(0),
    ]


def test_unknown_names_and_native_calls_pass() -> None:
    native = Open(0, "tool", "c", "apply_patch", None, "custom")
    events: list[Event] = [native, Delta(0, "*** raw"), Close(0), *call("made_up", "{}", key=1)]
    assert through(*events) == events
    spaced: list[Event] = [Open(0, "tool", "c", "run", "ns"), Close(0)]
    assert through(*spaced) == spaced


def test_row_093_a_custom_tool_gets_its_raw_input() -> None:
    notes: list[Note] = []
    out = through(START, *call("apply_patch", '{"input":"*** B\\u00', "e9\\\\", 'n"}'), END, notes=notes)
    assert out == [START, *call("apply_patch", "*** Bé\\n", tool="custom"), END]
    assert notes == []


def test_a_lowered_tool_is_unwrapped_even_when_the_table_has_no_name_for_it() -> None:
    stage = RaiseTools(ToolTable({}, frozenset({"exec"})), [])
    out = stage.feed(call("exec", '{"input":"x"}'))
    assert out == call("exec", "x", tool="custom")


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.lists(st.integers(1, 9), min_size=1))
def test_row_093_any_input_in_any_pieces(raw: str, sizes: list[int]) -> None:
    arguments = json.dumps({"input": raw})
    out = joined(feed(RaiseTools(TABLE, []).feed, call("functions__exec", *pieces(arguments, sizes)), sizes))
    assert out == [Open(0, "tool", "call_1", "exec", "functions", "custom"), Delta(0, raw), Close(0)]


def test_row_093_interleaved_calls() -> None:
    out = through(
        Open(0, "tool", "a", "apply_patch"),
        Open(1, "tool", "b", "functions__exec"),
        Delta(0, '{"input":"one'),
        Delta(1, '{"input":"two'),
        Delta(0, ' 1"}'),
        Delta(1, ' 2"}'),
        Close(1),
        Close(0),
        END,
    )
    assert [e for e in out if isinstance(e, Delta)] == [
        Delta(0, "one"),
        Delta(1, "two"),
        Delta(0, " 1"),
        Delta(1, " 2"),
    ]
    assert out[-3:] == [Close(1), Close(0), END]


def test_finding_2_an_input_that_broke_off_is_not_complete() -> None:
    assert through(*call("apply_patch", '{"input":"abc'))[-1] == Close(0, complete=False)
    assert through(*call("apply_patch", '{"input":"abc"}', complete=False))[-1] == Close(0, complete=False)


def test_raw_text_instead_of_json_is_taken_and_noted() -> None:
    notes: list[Note] = []
    out = through(*call("apply_patch", "*** Begin", " Patch"), notes=notes)
    assert out == call("apply_patch", "*** Begin Patch", tool="custom")
    assert notes == [Note("reply.apply_patch.input", "raw text instead of JSON")]


def test_the_hot_path_returns_the_very_list() -> None:
    stage = RaiseTools(TABLE, [])
    stage.feed([START, Open(0, "text")])
    chunk: list[Event] = [Delta(0, "a"), Delta(0, "b")]
    assert stage.feed(chunk) is chunk
    end: list[Event] = [Stop("end")]
    assert stage.feed(end) is end


def test_text_is_left_alone_beside_a_lowered_call() -> None:
    out = through(
        Open(0, "text"), Open(1, "tool", "a", "apply_patch"), Delta(0, '{"input":'), Close(0), Close(1)
    )
    assert Delta(0, '{"input":') in out


@given(events_in_any_order, st.lists(st.integers(1, 5), min_size=1))
def test_any_order_of_events_is_taken(events: list[Event], sizes: list[int]) -> None:
    table = ToolTable(
        {"patch": ToolName("patch", None, "custom"), "run": ToolName("r", "n")}, frozenset({"patch"})
    )
    out = feed(RaiseTools(table, []).feed, [*events, *text("a"), END], sizes)
    assert out[-1] == END
