"""Conversations of the steps: what follows a call, and arguments judged by their schema."""

import pytest

from app.check.answer import Answer
from app.check.turns import WEATHER, calls_of, go_on, problem_with, system, user
from proxy.conversation import Message, Reasoning, ToolCall, ToolResult
from proxy.reply.fold import Reply, ReplyPart

SCHEMA = WEATHER.schema or {}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ('{"city": "Paris"}', ""),
        ('{"city": Paris}', "not valid JSON"),
        ("[]", "list instead of an object"),
        ("", "city missing"),
        ('{"city": 5}', "city is int, not string"),
    ],
)
def test_arguments(arguments: str, problem: str) -> None:
    assert problem_with(arguments, SCHEMA).startswith(problem)
    assert bool(problem_with(arguments, SCHEMA)) == bool(problem)


def test_a_reply_is_gone_on_from() -> None:
    parts = [
        ReplyPart("reasoning", "hm", native={"signature": "s"}),
        ReplyPart("text", "I look"),
        ReplyPart("tool", "{}", id="1", name="a"),
        ReplyPart("tool", "{}", id="2", name="b"),
    ]
    answer = Answer("chat", b"", reply=Reply(parts=parts))
    assert [call.name for call in calls_of(answer)] == ["a", "b"]
    with_it = go_on(answer, {"1": "one", "2": "two"}, reasoning=True)
    assert [type(item) for item in with_it] == [
        Reasoning,
        Message,
        ToolCall,
        ToolCall,
        ToolResult,
        ToolResult,
    ]
    assert isinstance(with_it[0], Reasoning) and with_it[0].native == {"signature": "s"}
    without = go_on(answer, ["one", "two"], reasoning=False)
    assert [type(item) for item in without] == [Message, ToolCall, ToolCall, ToolResult, ToolResult]
    assert (user("a").role, system("b").role) == ("user", "system")
