"""Items as messages: the head, alternation, order within a turn, what is left out."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    Foreign,
    Item,
    Note,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
)
from proxy.dialect import Dialect
from proxy.wires.messages import decode_request
from tests.proxy.wires.messages.bodies import messages, said, text, write


def test_the_head_becomes_system_blocks() -> None:
    body = write(said("system", "One", "Two", " "), said("system", "Three"), said("user", "Hi"))
    assert body["system"] == [text("One"), text("Two"), text("Three")]
    assert [message["role"] for message in body["messages"]] == ["user"]


def test_row_039_a_turn_of_thinking_words_and_calls_is_one_message() -> None:
    found = messages(
        said("user", "Hi"),
        said("assistant", "I look."),
        ToolCall("c1", "Read", '{"path":"a"}'),
        Reasoning("hm", native={"signature": "s"}),
        ToolCall("c2", "Bash", ""),
        ToolResult("c1", (Text("one"),)),
        ToolResult("c2", (), is_error=True),
        said("user", "Go on"),
    )
    assert found == [
        {"role": "user", "content": [text("Hi")]},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": "s"},
                text("I look."),
                {"type": "tool_use", "id": "c1", "name": "Read", "input": {"path": "a"}},
                {"type": "tool_use", "id": "c2", "name": "Bash", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "c1", "content": "one"},
                {"type": "tool_result", "tool_use_id": "c2", "content": "", "is_error": True},
                text("Go on"),
            ],
        },
    ]


def test_row_047_results_come_before_what_the_user_says() -> None:
    found = messages(
        said("user", "Hi"), ToolCall("c", "B", "{}"), said("user", "wait"), ToolResult("c", (Text("x"),))
    )
    assert [block["type"] for block in found[-1]["content"]] == ["tool_result", "text"]


def test_row_016_the_user_comes_first() -> None:
    assert messages(said("assistant", "Hello"), said("user", "Hi"))[0] == {
        "role": "user",
        "content": [text("(start)")],
    }


def test_row_015_a_system_alone_gets_a_user() -> None:
    body = write(said("system", "Be brief"))
    assert (body["system"], body["messages"]) == (
        [text("Be brief")],
        [{"role": "user", "content": [text("(start)")]}],
    )


def test_row_018_empty_text_and_bare_thinking_leave_no_message() -> None:
    notes: list[Note] = []
    found = messages(
        said("user", "Hi"),
        said("assistant", "", "\n "),
        Reasoning("hm", native={"signature": "s"}),
        said("user", "Still there?"),
        notes=notes,
    )
    assert found == [{"role": "user", "content": [text("Hi"), text("Still there?")]}]
    assert notes == [Note("messages", "a turn of nothing but thinking left out")]


def test_the_end_of_a_prefill_is_trimmed() -> None:
    assert messages(said("user", "Hi"), said("assistant", "The answer is \n"))[-1]["content"] == [
        text("The answer is")
    ]
    kept = messages(said("user", "Hi"), said("assistant", "I run it. "), ToolCall("c", "B", "{}"))
    assert kept[-1]["content"][0] == text("I run it. ")


def test_row_005_system_messages_stay_only_where_they_are_known() -> None:
    items = (said("user", "Hi"), said("system", "Monday"), said("assistant", "Yes?"))
    known = messages(*items, dialect=Dialect(mid_system=True))
    assert known[1] == {"role": "system", "content": [text("Monday")]}
    unknown = messages(*items)
    assert unknown[0] == {"role": "user", "content": [text("Hi"), text("Monday")]}


def test_blocks_of_provider_run_tools_go_back_where_such_tools_run() -> None:
    raw: dict[str, object] = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}
    items = (said("user", "Hi"), Foreign("messages", raw, "[web_search]"), said("assistant", "x"))
    assert messages(*items, dialect=Dialect(server_tools=("web_search",)))[1]["content"][0] == raw
    assert messages(*items)[1]["content"][0] == text("[web_search]")
    other = Foreign("responses", raw, " ")
    assert messages(said("user", "Hi"), other, dialect=Dialect(server_tools=("web_search",))) == [
        {"role": "user", "content": [text("Hi")]}
    ]


def test_compactions_are_noted() -> None:
    notes: list[Note] = []
    assert len(messages(said("user", "Hi"), Compaction("s"), CompactionTrigger(), notes=notes)) == 1
    assert [note.path for note in notes] == ["items[1]", "items[2]"]


_texts = st.text(max_size=6)


_items: st.SearchStrategy[Item] = st.one_of(
    st.builds(said, st.sampled_from(["user", "assistant", "system"]), _texts, _texts),
    st.builds(Reasoning, _texts, st.none(), st.sampled_from([None, {"signature": "s"}, {"data": "d"}])),
    st.builds(
        ToolCall, st.sampled_from(["a", "b"]), st.just("T"), st.sampled_from(["{}", '{"x":1}', "", "[", "7"])
    ),
    st.builds(ToolResult, st.sampled_from(["a", "b"]), st.builds(lambda t: (Text(t),), _texts)),
    st.builds(
        Foreign, st.just("messages"), st.just({"type": "x"}), _texts, st.sampled_from(["user", "assistant"])
    ),
)


@given(st.lists(_items, max_size=8), st.booleans())
def test_messages_alternate_and_begin_with_the_user(items: list[Item], plain: bool) -> None:
    found = messages(*items, dialect=Dialect(reasoning_plain=plain))
    roles = [message["role"] for message in found]
    assert roles[0] == "user"
    assert all(one != other for one, other in pairwise(roles))
    for message in found:
        kinds = [block["type"] for block in message["content"]]
        assert kinds
        assert all(block["text"].strip() for block in message["content"] if block["type"] == "text")
        order = {"thinking": 0, "redacted_thinking": 0, "tool_result": 0, "text": 1, "tool_use": 2}
        assert [order[kind] for kind in kinds] == sorted(order[kind] for kind in kinds)
        if message["role"] == "assistant":
            assert kinds[-1] in ("text", "tool_use")


@given(st.lists(_items, max_size=8))
def test_row_121_what_was_written_is_read_alike(items: list[Item]) -> None:
    dialect = Dialect(mid_system=True, reasoning_plain=True)
    body = write(*items, dialect=dialect)
    again = decode_request(body, [])
    restored = [
        Reasoning(item.text, native={"data" if item.extra else "signature": item.sealed or ""})
        if isinstance(item, Reasoning)
        else item
        for item in again.items
    ]
    assert write(*restored, dialect=dialect)["messages"] == body["messages"]
