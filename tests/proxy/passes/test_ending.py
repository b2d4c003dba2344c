"""Conversations begin and end with what the upstream demands."""

import pytest

from proxy.conversation import Item, Note, Thinking, Wire
from proxy.dialect import Dialect
from proxy.passes.ending import GO_ON, START, close_conversation
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
)

UNSAID = Thinking()


def close(
    *items: Item,
    wire: Wire = "chat",
    origin: Wire = "responses",
    dialect: Dialect = PLAIN,
    thinking: Thinking = UNSAID,
) -> tuple[Item, ...]:
    return close_conversation(ask(*items, wire=origin, thinking=thinking), wire, dialect, []).items


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_a_sound_conversation_is_returned_as_it_is(wire: Wire) -> None:
    request = ask(system("s"), user("u"), call("1"), result("1"))
    assert close_conversation(request, wire, ANTHROPIC, []) is request


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
def test_row_015_system_text_alone_gets_a_user(wire: Wire) -> None:
    notes: list[Note] = []
    request = close_conversation(ask(system("s")), wire, PLAIN, notes)
    assert request.items == (system("s"), user(START))
    assert "placeholder" in actions(notes)
    assert close(wire=wire) == (user(START),)


def test_row_016_on_messages_the_user_speaks_first_and_last() -> None:
    items = close(system("s"), assistant("a"), wire="messages", dialect=ANTHROPIC)
    assert items == (system("s"), user(START), assistant("a"), user(GO_ON))
    assert close(system("s"), assistant("a"), user("u"), wire="messages")[1] == user(START)
    assert close(assistant("a"), user("u")) == (assistant("a"), user("u"))


def test_row_016_a_prefill_stays_where_it_is_one() -> None:
    prefill = (user("u"), assistant("{"))
    assert close(*prefill, wire="messages", origin="messages") == prefill
    assert close(*prefill, wire="messages", origin="messages", dialect=ANTHROPIC)[-1] == user(GO_ON)
    assert close(*prefill, wire="messages", origin="messages", thinking=Thinking(enabled=True))[-1] == user(
        GO_ON
    )
    assert close(*prefill, wire="messages")[-1] == user(GO_ON)
    assert close(*prefill) == prefill
    assert close(*prefill, wire="responses", dialect=OPENAI)[-1] == user(GO_ON)


def test_a_system_message_behind_the_models_words_is_no_answer_on_messages() -> None:
    items = close(user("u"), assistant("a"), system("s"), wire="messages", dialect=ANTHROPIC)
    assert items[-1] == user(GO_ON)
    assert close(user("u"), assistant("a"), system("s"), dialect=OPENAI)[-1] == system("s")
