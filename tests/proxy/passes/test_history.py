"""Calls and results in pairs, in order, under legal and unique ids; no empty turns; reasoning in front."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from proxy.conversation import Image, Item, Message, Note, Reasoning, Text, ToolCall, ToolResult, Wire
from proxy.dialect import Dialect
from proxy.passes.history import order_history
from tests.proxy.passes.says import (
    ANTHROPIC,
    OPENAI,
    PLAIN,
    actions,
    ask,
    assistant,
    call,
    result,
    system,
    user,
    words,
)


def order(
    *items: Item, wire: Wire = "chat", dialect: Dialect = PLAIN, notes: list[Note] | None = None
) -> tuple[Item, ...]:
    return order_history(ask(*items), wire, dialect, [] if notes is None else notes).items


def test_a_history_in_order_is_returned_as_it_is() -> None:
    request = ask(system("s"), user("u"), Reasoning("r"), call("1"), result("1"), assistant("a"), user("u"))
    for wire in ("chat", "messages", "responses"):
        assert order_history(request, wire, PLAIN, []) is request


def test_row_039_two_calls_then_two_outputs_stay_one_batch() -> None:
    items = order(user("u"), call("1"), call("2"), result("2", "two"), result("1", "one"))
    assert items == (user("u"), call("1"), call("2"), result("1", "one"), result("2", "two"))


def test_row_039_calls_answered_one_by_one_are_two_turns() -> None:
    items = (user("u"), call("1"), result("1"), call("2"), result("2"))
    assert order(*items) == items


def test_row_039_a_result_that_comes_after_the_next_call_goes_back_to_its_batch() -> None:
    items = order(call("a"), call("b"), result("a"), call("c"), result("b"), result("c"))
    assert items == (call("a"), call("b"), result("a"), result("b"), call("c"), result("c"))


def test_row_040_words_and_calls_of_one_turn_stay_together_with_the_calls_last() -> None:
    turn = (call("1"), assistant("I run it"), call("2"), result("1"), result("2"))
    assert order(*turn)[:3] == (assistant("I run it"), call("1"), call("2"))
    assert order(*turn, wire="responses")[:3] == turn[:3]  # there every item stands for itself


@pytest.mark.parametrize("call_id", ["call_unknown", ""])
def test_row_042_a_result_without_a_call_becomes_user_text(call_id: str) -> None:
    notes: list[Note] = []
    items = order(user("u"), result(call_id, "payload"), notes=notes)
    assert len(items) == 2
    assert isinstance(items[1], Message)
    assert items[1].role == "user"
    assert words(items[1]).endswith("payload")
    assert (call_id or "(") in words(items[1]) + "("
    assert "without a call" in actions(notes)


def test_row_042_a_result_before_its_call_has_no_call() -> None:
    items = order(user("u"), result("1", "early"), call("1"))
    assert isinstance(items[1], Message)
    assert items[2:] == (call("1"), result("1", "aborted"))


def test_row_042_the_payload_of_a_stray_waits_behind_the_batch_it_stood_in() -> None:
    items = order(call("1"), call("2"), result("1"), result("other", "payload"), result("2"))
    assert items[:4] == (call("1"), call("2"), result("1"), result("2"))
    assert "payload" in words(items[4])


def test_row_043_a_call_without_output_is_said_to_be_aborted() -> None:
    notes: list[Note] = []
    items = order(user("u"), call("1"), call("2"), result("2"), user("go on"), notes=notes)
    assert items == (user("u"), call("1"), call("2"), result("1", "aborted"), result("2"), user("go on"))
    assert "aborted" in actions(notes)
    assert order(user("u"), call("1"))[-1] == result("1", "aborted")
    assert order(user("u"), call("1", kind="custom"))[-1] == result("1", "aborted", kind="custom")


def test_row_045_duplicate_ids_in_a_batch_get_distinct_ones_and_both_results() -> None:
    notes: list[Note] = []
    items = order(user("u"), call("1"), call("1"), result("1", "one"), result("1", "two"), notes=notes)
    assert items == (user("u"), call("1"), call("1_2"), result("1", "one"), result("1_2", "two"))
    assert "travels as" in actions(notes)


def test_row_045_a_new_id_is_not_taken_either() -> None:
    items = order(call("1"), call("1_2"), call("1"), result("1"), result("1_2"), result("1"))
    ids = [item.id for item in items if isinstance(item, ToolCall)]
    assert ids == ["1", "1_2", "1_3"]


def test_row_045_an_id_that_comes_anew_each_turn_finds_its_own_result() -> None:
    items = order(
        user("u"), call("0"), user("stop"), call("0"), result("0", "second"), call("0"), result("0", "third")
    )
    assert [words(item) for item in items if isinstance(item, ToolResult)] == ["aborted", "second", "third"]


def test_row_045_a_second_output_of_one_call_is_dropped_only_if_it_says_the_same() -> None:
    notes: list[Note] = []
    same = order(call("1"), result("1", "x"), result("1", "x"), assistant("a"), notes=notes)
    assert same == (call("1"), result("1", "x"), assistant("a"))
    assert "second result" in actions(notes)
    other = order(call("1"), result("1", "x"), result("1", "y"))
    assert words(other[-1]).endswith("y")
    assert isinstance(other[-1], Message)


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_row_047_what_was_said_between_a_call_and_its_result_comes_after(wire: Wire) -> None:
    items = order(user("u"), call("1"), user("by the way"), system("note"), result("1"), wire=wire)
    assert items == (user("u"), call("1"), result("1"), user("by the way"), system("note"))


def test_row_048_empty_texts_of_a_result_go_and_the_result_stays() -> None:
    mixed = ToolResult("1", (Text(""), Text("x"), Image("data:y")), is_error=True)
    items = order(call("1"), mixed)
    assert items[1] == ToolResult("1", (Text("x"), Image("data:y")), is_error=True)
    assert order(call("1"), result("1", ""))[1] == ToolResult("1", ())


@pytest.mark.parametrize("call_id", ["functions.exec:0", "a/b", "ü", "x" * 65, "a b", "."])
def test_row_057_ids_become_legal_on_both_sides(call_id: str) -> None:
    items = order(call(call_id), result(call_id), wire="messages")
    assert isinstance(items[0], ToolCall)
    assert isinstance(items[1], ToolResult)
    assert items[0].id == items[1].call_id
    assert len(items[0].id) <= 64
    assert items[0].id.replace("_", "").replace("-", "").isalnum()
    assert items[0].id.isascii()


def test_row_057_different_illegal_ids_stay_different_and_legal_ones_stay_as_they_are() -> None:
    items = order(call("a.b"), call("a:b"), result("a.b"), result("a:b"), wire="messages")
    ids = {item.id for item in items if isinstance(item, ToolCall)}
    assert len(ids) == 2
    assert order(call("toolu_01-A"), result("toolu_01-A"), wire="messages")[0] == call("toolu_01-A")


def test_row_057_other_wires_limit_the_length_alone() -> None:
    assert order(call("a.b:c"), result("a.b:c"))[0] == call("a.b:c")
    long = order(call("x" * 50), result("x" * 50), dialect=Dialect(tool_id_max=40))
    assert isinstance(long[0], ToolCall)
    assert len(long[0].id) == 40


def test_calls_without_an_id_get_one_and_their_results_in_order() -> None:
    items = order(call(""), call(""), result("", "one"), result("", "two"))
    ids = [item.id for item in items if isinstance(item, ToolCall)]
    assert all(ids)
    assert len(set(ids)) == 2
    assert [item.call_id for item in items if isinstance(item, ToolResult)] == ids
    assert [words(item) for item in items[2:]] == ["one", "two"]


def test_ids_do_not_depend_on_what_comes_later() -> None:
    first = (call("a.b"), result("a.b"), call(""), result(""))
    short = order(*first, wire="messages")
    assert order(*first, call("a_b"), result("a_b"), call("call_1"), wire="messages")[:4] == short


def test_row_018_a_turn_of_thinking_alone_vanishes_and_roles_still_alternate() -> None:
    notes: list[Note] = []
    items = order(user("one"), Reasoning("hm"), user("two"), assistant("a"), notes=notes)
    assert items == (user("one", "two"), assistant("a"))
    assert "led to nothing" in actions(notes)


def test_row_018_row_059_empty_messages_go() -> None:
    assert order(user("one"), assistant(""), user("two")) == (user("one", "two"),)
    assert order(user("u"), assistant(""), call("1"), result("1")) == (user("u"), call("1"), result("1"))
    assert order(user("u"), user(""), assistant("a", "")) == (user("u"), assistant("a"))


def test_messages_that_were_neighbours_from_the_start_stay_apart() -> None:
    assert order(user("environment"), user("prompt")) == (user("environment"), user("prompt"))
    gone = order(user("one"), assistant(""), assistant("a"), user("two"))
    assert gone == (user("one"), assistant("a"), user("two"))


def test_text_of_white_space_alone_is_refused_by_messages_only() -> None:
    assert order(user("u"), assistant(" \n"), user("v"), wire="messages") == (user("u", "v"),)
    assert order(user("u"), assistant(" \n"))[1] == assistant(" \n")


def test_reasoning_stays_in_front_of_its_turn() -> None:
    items = (
        user("u"),
        Reasoning("r"),
        assistant("a"),
        call("1"),
        result("1"),
        Reasoning("s"),
        call("2"),
        result("2"),
    )
    assert order(*items) == items


def test_reasoning_never_crosses_a_user_turn() -> None:
    items = order(user("u"), assistant("a"), user("v"), Reasoning("stray"), user("w"), call("1"), result("1"))
    assert not any(isinstance(item, Reasoning) for item in items)


def test_reasoning_at_the_end_of_a_turn_moves_before_it() -> None:
    notes: list[Note] = []
    items = order(Reasoning("1"), assistant("a"), Reasoning("2"), user("u"), notes=notes)
    assert items == (Reasoning("1"), Reasoning("2"), assistant("a"), user("u"))
    assert "moved" in actions(notes)
    assert order(call("1"), Reasoning("late"), result("1"))[0] == Reasoning("late")


@pytest.mark.parametrize(("wire", "dialect"), [("messages", ANTHROPIC), ("responses", OPENAI)])
def test_proven_reasoning_is_not_moved_but_dropped(wire: Wire, dialect: Dialect) -> None:
    items = order(assistant("a"), Reasoning("late"), user("u"), wire=wire, dialect=dialect)
    assert items == (assistant("a"), user("u"))


def test_a_result_takes_the_kind_of_its_call() -> None:
    custom = call("1", kind="custom")
    assert order(custom, result("1"))[1] == result("1", kind="custom")


def test_other_fields_of_what_is_renamed_stay() -> None:
    named = replace(call("a:b"), namespace="ns", item_id="fc_1")
    renamed, answer = order(named, replace(result("a:b"), is_error=True, loaded=("x",)), wire="messages")
    assert isinstance(renamed, ToolCall)
    assert isinstance(answer, ToolResult)
    assert replace(renamed, id="a:b") == named
    assert (answer.is_error, answer.loaded) == (True, ("x",))


def test_many_calls_with_one_id_stay_unique() -> None:
    items = order(
        *(call("x" * 64) for _ in range(30)), *(result("x" * 64) for _ in range(30)), wire="messages"
    )
    ids = [item.id for item in items if isinstance(item, ToolCall)]
    assert len(set(ids)) == 30
    assert max(map(len, ids)) == 64
    assert all(isinstance(b, ToolResult) for a, b in pairwise(items) if isinstance(a, ToolResult))
