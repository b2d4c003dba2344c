"""Reasoning comes back to the provider that thought it and to no other."""

import pytest
from msgspec.structs import replace

from proxy.conversation import Item, Note, Reasoning, Request, Thinking, Wire
from proxy.dialect import Dialect
from proxy.envelope import Envelope, digest, fingerprint
from proxy.passes.reasoning import PLACEHOLDER, restore_reasoning
from tests.proxy.passes.says import (
    ANTHROPIC,
    DEEPSEEK,
    DEEPSEEK_MESSAGES,
    DEEPSEEK_RESPONSES,
    KIMI,
    OPENAI,
    OPENROUTER,
    PLAIN,
    RELAY,
    SEALER,
    actions,
    ask,
    assistant,
    call,
    result,
    thought,
    user,
)

ME = {wire: fingerprint("acme", wire, "some-model") for wire in ("chat", "messages", "responses")}
ON = Thinking(enabled=True)
GENERIC = Dialect(reasoning_back="reasoning_content")


def restore(
    *items: Item,
    wire: Wire = "chat",
    dialect: Dialect = DEEPSEEK,
    origin: Wire = "responses",
    thinking: Thinking = ON,
    notes: list[Note] | None = None,
) -> Request:
    request = ask(*items, wire=origin, thinking=thinking)
    return restore_reasoning(request, wire, dialect, SEALER, ME[wire], [] if notes is None else notes)


def turn(reasoning: Reasoning) -> tuple[Item, ...]:
    return (user("u"), reasoning, call("1"), result("1"))


def test_row_060_a_tool_turn_gets_its_own_reasoning_back_exactly() -> None:
    for origin in ("responses", "messages"):
        items = restore(*turn(thought("I look.\n\n  Then:")), origin=origin).items  # type: ignore[arg-type]
        assert items[1] == Reasoning("I look.\n\n  Then:", native={})


def test_row_060_text_that_was_not_shown_is_in_the_envelope() -> None:
    assert restore(*turn(thought("hidden", shown=False))).items[1] == Reasoning("hidden", native={})


def test_row_061_a_tool_turn_without_reasoning_gets_a_placeholder() -> None:
    notes: list[Note] = []
    items = restore(user("u"), assistant("a"), call("1"), result("1"), assistant("done"), notes=notes).items
    assert items == (
        user("u"),
        Reasoning(PLACEHOLDER),
        assistant("a"),
        call("1"),
        result("1"),
        assistant("done"),
    )
    assert PLACEHOLDER == " "
    assert "placeholder" in actions(notes)


def test_row_061_kimi_must_not_get_placeholders() -> None:
    request = ask(user("u"), call("1"), result("1"))
    assert restore_reasoning(request, "chat", KIMI, SEALER, ME["chat"], []) is request


def test_row_063_thinking_of_turns_without_tools_goes_back_too() -> None:
    items = restore(user("u"), thought("hm"), assistant("a"), user("v"), origin="messages").items
    assert items[1] == Reasoning("hm", native={})


@pytest.mark.parametrize("back", ["reasoning_content", "reasoning"])
def test_another_providers_text_goes_nowhere(back: str) -> None:
    foreign = thought("secret plan", who=fingerprint("other", "chat", "some-model"))
    strict = Dialect(reasoning_back=back)  # type: ignore[arg-type]
    notes: list[Note] = []
    assert restore(*turn(foreign), dialect=strict, notes=notes).items == (user("u"), call("1"), result("1"))
    assert "left out" in actions(notes)
    plain = replace(strict, reasoning_plain=True)
    assert restore(*turn(foreign), dialect=plain).items == (user("u"), call("1"), result("1"))
    required = replace(plain, reasoning_required=True)
    assert restore(*turn(foreign), dialect=required).items[1] == Reasoning(PLACEHOLDER)


def test_a_foreign_blob_is_dropped_and_its_text_used_where_any_text_is_taken() -> None:
    foreign = Reasoning("seen", "gAAAAABopaque")
    assert restore(*turn(foreign)).items[1] == Reasoning("seen")
    assert restore(*turn(foreign), dialect=GENERIC).items == (user("u"), call("1"), result("1"))
    assert restore(*turn(Reasoning("", "gAAAAABopaque"))).items[1] == Reasoning(PLACEHOLDER)


def test_unsealed_text_is_the_providers_own_only_on_its_own_wire() -> None:
    bare = turn(Reasoning("seen"))
    assert restore(*bare, origin="chat", dialect=GENERIC).items[1] == Reasoning("seen", native={})
    assert restore(*bare, dialect=GENERIC).items[1] == call("1")
    assert restore(*bare, origin="messages").items == bare


def test_changed_text_loses_the_opaque_parts() -> None:
    notes: list[Note] = []
    sealed = thought("as shown", native={"reasoning_details": [{"x": 1}]})
    changed = replace(sealed, text="as edited")
    assert restore(*turn(changed), notes=notes).items[1] == Reasoning("as edited")
    assert "text was changed" in actions(notes)
    assert restore(*turn(changed), dialect=OPENROUTER).items[1] == call("1")


def test_an_envelope_without_a_digest_is_taken_at_its_word() -> None:
    sealed = SEALER.seal(Envelope(fingerprint=ME["chat"], native={"reasoning_details": [1]}).payload())
    items = restore(*turn(Reasoning("any", sealed)), dialect=OPENROUTER).items
    assert items[1] == Reasoning("any", native={"reasoning_details": [1]})


def test_a_compaction_is_no_reasoning() -> None:
    sealed = SEALER.seal(Envelope(fingerprint=ME["chat"], kind="compaction", text="x").payload())
    assert restore(*turn(Reasoning("", sealed)), dialect=KIMI).items[1] == call("1")
    assert restore(*turn(Reasoning("", sealed)), dialect=GENERIC).items[1] == call("1")


def test_row_065_anthropic_refuses_thinking_made_elsewhere_so_that_it_goes() -> None:
    deepseek = thought("plan", who=fingerprint("deepseek", "chat", "deepseek-v4"))
    notes: list[Note] = []
    for origin in ("messages", "responses"):
        request = restore(*turn(deepseek), wire="messages", dialect=ANTHROPIC, origin=origin, notes=notes)  # type: ignore[arg-type]
        assert request.items == (user("u"), call("1"), result("1"))
        assert request.thinking == Thinking(enabled=False)
    assert "off for this request" in actions(notes)


def test_row_065_what_is_lost_before_the_running_loop_switches_nothing_off() -> None:
    deepseek = thought("plan", who=fingerprint("deepseek", "chat", "deepseek-v4"))
    request = restore(*turn(deepseek), assistant("a"), user("v"), wire="messages", dialect=ANTHROPIC)
    assert request.thinking == ON
    assert not any(isinstance(item, Reasoning) for item in request.items)
    silent = restore(*turn(deepseek), wire="messages", dialect=ANTHROPIC, thinking=Thinking())
    assert silent.thinking == Thinking()


def test_row_065_an_older_model_must_have_thinking_at_the_front_of_the_loop() -> None:
    own = thought("plan", native={"signature": "sig"}, who=ME["messages"])
    kept = restore(*turn(own), wire="messages", dialect=RELAY)
    assert kept.thinking == ON
    bare = restore(user("u"), call("1"), result("1"), wire="messages", dialect=RELAY)
    assert bare.thinking == Thinking(enabled=False)
    second = restore(*turn(own), call("2"), result("2"), wire="messages", dialect=RELAY)
    assert second.items == (user("u"), call("1"), result("1"), call("2"), result("2"))
    adaptive = restore(user("u"), call("1"), result("1"), wire="messages", dialect=ANTHROPIC)
    assert adaptive.thinking == ON


def test_row_065_the_makers_own_signatures_in_the_same_history_stay() -> None:
    own = Reasoning("mine", "EqQBCgIYAhIM")
    redacted = Reasoning("", "EncryptedData", extra={"type": "redacted_thinking"})
    other = thought("theirs", who=fingerprint("deepseek", "chat", "x"))
    items = (user("u"), own, redacted, assistant("a"), user("v"), other, assistant("b"), user("w"))
    request = restore(*items, wire="messages", dialect=ANTHROPIC, origin="messages")
    assert request.items[1:4] == (
        Reasoning("mine", native={"signature": "EqQBCgIYAhIM"}),
        Reasoning("", native={"data": "EncryptedData"}, extra={"type": "redacted_thinking"}),
        assistant("a"),
    )
    assert request.items[4:] == (user("v"), assistant("b"), user("w"))
    tampered = Reasoning("x", "tn.v1.AAAA.BBBB")
    assert restore(
        tampered, assistant("a"), user("u"), wire="messages", dialect=ANTHROPIC, origin="messages"
    ).items == (
        assistant("a"),
        user("u"),
    )


def test_row_067_an_encrypted_item_comes_back_whole_and_the_maker_keeps_its_own() -> None:
    native = {"encrypted_content": "gAAAAAB", "id": "rs_1", "summary": []}
    item = thought("", native=native, who=ME["responses"])
    items = restore(
        item, assistant("a"), user("u"), wire="responses", dialect=OPENAI, origin="messages"
    ).items
    assert items[0] == Reasoning("", native=native)
    own = (Reasoning("s", "gAAAAAC", id="rs_2"), Reasoning("", "gAAAAAD"), assistant("a"), user("u"))
    kept = restore(*own, wire="responses", dialect=OPENAI, origin="responses").items
    assert kept[:2] == (
        Reasoning("s", native={"encrypted_content": "gAAAAAC", "id": "rs_2"}, id="rs_2"),
        Reasoning("", native={"encrypted_content": "gAAAAAD"}),
    )


def test_row_067_without_its_reasoning_what_the_model_said_loses_its_id() -> None:
    foreign = thought("x", who=fingerprint("deepseek", "chat", "x"))
    items = (
        foreign,
        replace(assistant("a"), id="msg_1"),
        replace(call("1"), item_id="fc_1"),
        result("1"),
        replace(user("u"), id="msg_2"),
    )
    lowered = restore(*items, wire="responses", dialect=OPENAI, origin="responses").items
    assert lowered == (assistant("a"), call("1"), result("1"), replace(user("u"), id="msg_2"))


def test_row_068_signed_and_redacted_thinking_is_restored_in_front_of_its_turn() -> None:
    signed = thought("plan", native={"signature": "sig"}, who=ME["messages"])
    redacted = thought("", native={"data": "blob"}, who=ME["messages"])
    request = restore(user("u"), signed, redacted, call("1"), result("1"), wire="messages", dialect=ANTHROPIC)
    assert request.items[1:3] == (
        Reasoning("plan", native={"signature": "sig"}),
        Reasoning("", native={"data": "blob"}),
    )
    assert request.thinking == ON


def test_row_068_an_empty_envelope_is_nothing() -> None:
    assert restore(
        thought("", who=ME["messages"]), assistant("a"), user("u"), wire="messages", dialect=RELAY
    ).items == (
        assistant("a"),
        user("u"),
    )


def test_unsigned_thinking_goes_back_to_the_provider_that_did_not_sign_it() -> None:
    request = restore(*turn(thought("plan", who=ME["messages"])), wire="messages", dialect=RELAY)
    assert request.items[1] == Reasoning("plan", native={})
    assert request.thinking == ON


def test_row_071_deepseeks_responses_take_plain_text() -> None:
    items = restore(*turn(Reasoning("plan", "gAAAAAB")), wire="responses", dialect=DEEPSEEK_RESPONSES).items
    assert items[1] == Reasoning("plan")
    openais = thought(
        "plan", native={"encrypted_content": "x"}, who=fingerprint("openai", "responses", "gpt-6")
    )
    items = restore(*turn(openais), wire="responses", dialect=DEEPSEEK_RESPONSES).items
    assert items[1] == Reasoning(PLACEHOLDER)


def test_deepseeks_messages_take_plain_thinking_and_want_some() -> None:
    foreign = thought("plan", native={"signature": "sig"}, who=fingerprint("anthropic", "messages", "claude"))
    items = restore(*turn(foreign), call("2"), result("2"), wire="messages", dialect=DEEPSEEK_MESSAGES).items
    assert items[1] == Reasoning(PLACEHOLDER)
    unsealed = restore(
        *turn(Reasoning("plan", "somebody's")), wire="messages", dialect=DEEPSEEK_MESSAGES
    ).items
    assert unsealed[1] == Reasoning("plan")
    request = restore(user("u"), call("1"), result("1"), wire="messages", dialect=DEEPSEEK_MESSAGES)
    assert request.items[1] == Reasoning(PLACEHOLDER)
    assert request.thinking == ON


def test_row_073_reasoning_details_come_back_unmodified_to_who_takes_them() -> None:
    details = [{"type": "reasoning.encrypted", "data": "blob", "index": 0}]
    item = Reasoning("", "blob", extra={"reasoning_details": details})
    items = restore(*turn(item), dialect=OPENROUTER, origin="chat").items
    assert isinstance(items[1], Reasoning)
    assert items[1].native == {"reasoning_details": details}
    assert restore(*turn(item), origin="chat").items[1] == Reasoning(PLACEHOLDER)
    whole = thought("t", native={"reasoning_details": details}, who=ME["chat"])
    assert restore(*turn(whole), dialect=OPENROUTER).items[1] == Reasoning(
        "t", native={"reasoning_details": details}
    )


def test_row_073_a_makers_chat_endpoint_keeps_details_it_sealed_itself() -> None:
    maker = Dialect(maker=True, reasoning_back="reasoning_details")
    item = Reasoning("", "blob", extra={"reasoning_details": [{"data": "blob"}]})
    items = restore(*turn(item), dialect=maker, origin="chat").items
    assert isinstance(items[1], Reasoning)
    assert items[1].native == {"reasoning_details": [{"data": "blob"}]}


def test_an_endpoint_that_takes_none_gets_none() -> None:
    assert restore(*turn(thought("x")), dialect=PLAIN).items == (user("u"), call("1"), result("1"))
    odd = Dialect(reasoning_plain=True)
    assert restore(*turn(thought("x")), dialect=odd).items == (user("u"), call("1"), result("1"))
    assert restore(*turn(thought("x", who=ME["responses"])), wire="responses", dialect=OPENAI).items[
        1
    ] == call("1")


def test_what_is_restored_stays_restored() -> None:
    once = restore(*turn(thought("x", native={"reasoning_details": [1]})), dialect=OPENROUTER)
    assert restore_reasoning(once, "chat", OPENROUTER, SEALER, ME["chat"], []) is once
    twice = restore(*turn(thought("x")))
    assert restore_reasoning(twice, "chat", DEEPSEEK, SEALER, ME["chat"], []) is twice
    assert digest("x") != digest("y")
