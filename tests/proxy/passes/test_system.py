"""One head, later system text in place, and no billing line."""

from proxy.conversation import Image, Message, Note, Text
from proxy.passes.system import fold_system
from tests.proxy.passes.says import (
    ANTHROPIC,
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

BILLING = "x-anthropic-billing-header: cc_version=2.1.329.{}; cc_entrypoint=cli;"


def test_row_001_a_single_developer_item_is_the_head_and_the_request_stays_as_it_is() -> None:
    request = ask(system("base prompt"), user("hi"))
    assert fold_system(request, "chat", PLAIN, []) is request


def test_row_002_instructions_and_developer_items_become_one_head_in_order() -> None:
    request = ask(system("instructions"), system("developer", "skills"), user("hi"))
    head, rest = fold_system(request, "chat", PLAIN, []).items
    assert isinstance(head, Message)
    assert [part.text for part in head.parts if isinstance(part, Text)] == [
        "instructions",
        "developer",
        "skills",
    ]
    assert rest == user("hi")


def test_row_004_a_later_system_message_becomes_a_reminder_where_it_stands() -> None:
    notes: list[Note] = []
    request = ask(
        system("head"), user("hi"), system("date: today", "tools: x"), assistant("ok"), wire="messages"
    )
    items = fold_system(request, "chat", PLAIN, notes).items
    assert items[2] == user("<system-reminder>\ndate: today\n\ntools: x\n</system-reminder>")
    assert items[0] == system("head")
    assert "became user text" in actions(notes)


def test_row_004_a_text_that_is_a_reminder_already_is_not_wrapped_twice() -> None:
    request = ask(user("hi"), system("<system-reminder>x</system-reminder>"))
    assert words(fold_system(request, "chat", PLAIN, []).items[1]) == "<system-reminder>x</system-reminder>"


def test_row_005_later_system_messages_stay_where_the_endpoint_knows_them() -> None:
    request = ask(system("head"), user("hi"), system("later"), wire="messages")
    assert fold_system(request, "messages", ANTHROPIC, []) is request
    folded = fold_system(request, "messages", PLAIN, [])
    assert [item.role for item in folded.items if isinstance(item, Message)] == ["system", "user", "user"]


def test_row_007_the_billing_line_goes_and_the_rest_stays() -> None:
    requests = [
        ask(system(BILLING.format(suffix), "You are an agent."), user("hi"), wire="messages")
        for suffix in "abc"
    ]
    notes: list[Note] = []
    folded = [fold_system(request, "chat", PLAIN, notes) for request in requests]
    assert folded[0].items == folded[1].items == folded[2].items == (system("You are an agent."), user("hi"))
    assert "billing" in actions(notes)


def test_row_007_text_behind_the_billing_line_in_the_same_block_is_kept() -> None:
    request = ask(system(BILLING.format("a") + "\n\nBe brief."), user("hi"), wire="messages")
    assert fold_system(request, "responses", PLAIN, []).items[0] == system("Be brief.")


def test_row_007_a_billing_line_alone_leaves_no_head() -> None:
    request = ask(system(BILLING.format("a")), user("hi"), wire="messages")
    assert fold_system(request, "chat", PLAIN, []).items == (user("hi"),)


def test_row_007_only_a_leading_line_is_a_billing_line() -> None:
    request = ask(system("first", BILLING.format("a")), user("hi"), wire="messages")
    assert fold_system(request, "chat", PLAIN, []) is request


def test_row_007_the_maker_of_the_line_gets_it() -> None:
    request = ask(system(BILLING.format("a")), user("hi"), wire="messages")
    assert fold_system(request, "messages", ANTHROPIC, []) is request


def test_a_reminder_keeps_pictures_and_the_cache_mark_and_an_empty_one_goes() -> None:
    mark = {"cache_control": {"type": "ephemeral"}}
    late = Message("system", (Text("a"), Image("data:x"), Text("b", mark)))
    items = fold_system(ask(user("u"), late, Message("system", ())), "chat", PLAIN, []).items
    assert items[1:] == (
        Message("user", (Text("<system-reminder>\na\n\nb\n</system-reminder>", mark), Image("data:x"))),
    )


def test_a_reminder_stands_where_the_history_put_the_message() -> None:
    items = fold_system(ask(user("u"), call("1"), result("1"), system("s")), "chat", PLAIN, []).items
    assert items[3] == user("<system-reminder>\ns\n</system-reminder>")
