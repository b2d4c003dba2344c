"""Whose words an item is, and where the running tool loop begins."""

from proxy.conversation import Compaction, CompactionTrigger, Foreign, Item, Reasoning
from proxy.passes.turns import assistant_turns, speaker, tool_loop_start
from tests.proxy.passes.says import assistant, call, result, system, user


def test_every_item_has_a_speaker() -> None:
    items: list[Item] = [
        system("s"),
        user("u"),
        assistant("a"),
        Reasoning("r"),
        call("c"),
        result("c"),
        Foreign("responses", {}, "x"),
        Foreign("messages", {}, "x", "user"),
        Compaction("x"),
        CompactionTrigger(),
    ]
    assert [speaker(item) for item in items] == [
        "system",
        "user",
        "assistant",
        "assistant",
        "assistant",
        "user",
        "assistant",
        "user",
        "user",
        "user",
    ]


def test_turns_are_the_runs_of_the_assistant() -> None:
    items = [assistant("a"), call("1"), result("1"), Reasoning("r"), assistant("b")]
    assert list(assistant_turns(items)) == [(0, 2), (3, 5)]
    assert list(assistant_turns([user("u")])) == []


def test_the_loop_begins_behind_the_last_words_of_the_user() -> None:
    items = [user("u"), call("1"), result("1"), call("2"), result("2")]
    assert tool_loop_start(items) == 1
    assert tool_loop_start([*items, user("and this")]) == 1  # said in the same breath as the result
    assert tool_loop_start([*items, assistant("done"), user("next")]) == 7
    assert tool_loop_start([user("u")]) == 1
    assert tool_loop_start([call("1"), result("1")]) == 0
    assert tool_loop_start([]) == 0
