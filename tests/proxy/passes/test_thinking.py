"""The client's wish to think in each provider's words."""

import pytest

from proxy.conversation import Note, Request, Thinking, Tool, ToolChoice, Wire
from proxy.dialect import Dialect
from proxy.passes.thinking import say_thinking
from tests.proxy.passes.says import (
    ANTHROPIC,
    DEEPSEEK,
    DEEPSEEK_MESSAGES,
    OPENAI,
    PLAIN,
    RELAY,
    actions,
    ask,
    user,
)

QWEN = Dialect(thinking="enable_thinking")
MINIMAX = Dialect(thinking="reasoning_split")
STEP = Dialect(thinking="effort", effort_field="reasoning_effort", efforts={"low": "low", "high": "high"})


def wished(
    thinking: Thinking,
    dialect: Dialect = DEEPSEEK,
    wire: Wire = "chat",
    origin: Wire = "responses",
    notes: list[Note] | None = None,
    **fields: object,
) -> Request:
    request = ask(user("u"), wire=origin, thinking=thinking, **fields)
    return say_thinking(request, wire, dialect, [] if notes is None else notes)


def effort(word: str) -> Thinking:
    """Return what Codex wishes for with an effort."""
    return Thinking(enabled=word != "none", effort=word, summary=True)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("none", Thinking(enabled=False, summary=True)),
        ("minimal", Thinking(enabled=True, effort="low", summary=True)),
        ("medium", Thinking(enabled=True, effort="high", summary=True)),
        ("xhigh", Thinking(enabled=True, effort="max", summary=True)),
        ("max", Thinking(enabled=True, effort="max", summary=True)),
        ("ultra", Thinking(enabled=True, summary=True)),
    ],
)
def test_row_076_every_effort_has_a_legal_word_and_an_unknown_one_is_omitted(
    word: str, said: Thinking
) -> None:
    assert wished(effort(word)).thinking == said


def test_row_076_off_is_never_said_together_with_an_effort() -> None:
    off = Thinking(enabled=False, effort="high")
    for dialect in (DEEPSEEK, DEEPSEEK_MESSAGES, ANTHROPIC, QWEN):
        assert wished(off, dialect).thinking == Thinking(enabled=False)
    assert wished(effort("none"), OPENAI, "responses").thinking == Thinking(
        enabled=False, effort="none", summary=True
    )
    low_means_off = Dialect(thinking="type", effort_field="reasoning_effort", efforts={"low": "off"})
    assert wished(effort("low"), low_means_off).thinking == Thinking(enabled=False, summary=True)


def test_row_076_what_cannot_be_said_is_noted() -> None:
    notes: list[Note] = []
    assert wished(effort("none"), STEP, notes=notes).thinking.effort is None
    assert "cannot be switched off" in actions(notes)
    wished(effort("high"), PLAIN, notes=notes)
    assert "no switch" in actions(notes)
    wished(effort("medium"), STEP, notes=notes)
    assert "medium left out" in actions(notes)
    quiet: list[Note] = []
    wished(effort("none"), MINIMAX, notes=quiet)
    assert not quiet


def test_nothing_said_stays_nothing() -> None:
    request = ask(user("u"), thinking=Thinking(summary=True))
    assert say_thinking(request, "chat", DEEPSEEK, []) is request


def test_adaptive_thinking_is_on_elsewhere() -> None:
    adaptive = Thinking(enabled=True, adaptive=True, effort="high", summary=True)
    assert wished(adaptive, origin="messages").thinking == Thinking(enabled=True, effort="high", summary=True)
    assert wished(adaptive, QWEN, origin="messages").thinking == Thinking(enabled=True, summary=True)
    assert wished(adaptive, ANTHROPIC, "messages", "messages").thinking == adaptive


def test_an_effort_without_thinking_switches_nothing_on_for_a_client_of_messages() -> None:
    alone = Thinking(effort="high")
    assert wished(alone, origin="messages").thinking == Thinking(effort="high")
    assert wished(alone, origin="chat").thinking == Thinking(enabled=True, effort="high")


@pytest.mark.parametrize(("budget", "word"), [(1_024, "low"), (8_000, "high"), (31_999, "high")])
def test_a_budget_becomes_an_effort(budget: int, word: str) -> None:
    request = wished(Thinking(enabled=True, budget=budget), origin="messages")
    assert request.thinking == Thinking(enabled=True, effort=word)


def test_an_effort_becomes_a_budget_below_the_output_limit() -> None:
    def budget(thinking: Thinking, dialect: Dialect = RELAY, **fields: object) -> int | None:
        return wished(thinking, dialect, "messages", **fields).thinking.budget

    assert budget(effort("low")) == 4_096
    assert budget(effort("max")) == 31_999
    assert budget(effort("high"), max_output=8_000) == 7_999
    assert budget(Thinking(enabled=True, budget=100)) == 1_024
    assert budget(effort("high"), Dialect(thinking="budget", max_output=4_000), max_output=9_000) == 3_999
    notes: list[Note] = []
    tiny = wished(effort("high"), RELAY, "messages", notes=notes, max_output=64)
    assert tiny.thinking == Thinking(enabled=False, summary=True)
    assert "no room" in actions(notes)


FORCED = {"tools": (Tool("run"),), "tool_choice": ToolChoice("tool", "run")}


def test_on_messages_a_forced_call_switches_thinking_off() -> None:
    notes: list[Note] = []
    request = wished(effort("high"), ANTHROPIC, "messages", notes=notes, **FORCED)
    assert request.thinking == Thinking(enabled=False, summary=True)
    assert request.tool_choice == FORCED["tool_choice"]
    assert "forced" in actions(notes)
    assert wished(Thinking(), ANTHROPIC, "messages", **FORCED).thinking == Thinking()
    assert wished(Thinking(), DEEPSEEK_MESSAGES, "messages", **FORCED).thinking == Thinking(enabled=False)


def test_a_provider_that_forces_no_call_while_thinking_is_left_the_choice() -> None:
    notes: list[Note] = []
    request = wished(effort("high"), notes=notes, **FORCED)
    assert request.tool_choice == ToolChoice("auto")
    assert request.thinking.enabled
    assert "became auto" in actions(notes)
    assert wished(Thinking(enabled=False), **FORCED).tool_choice == FORCED["tool_choice"]
    unasked = wished(Thinking(), **FORCED)
    assert (unasked.tool_choice, unasked.thinking) == (FORCED["tool_choice"], Thinking(enabled=False))
    switchless = Dialect(tool_choice="auto_when_thinking")
    assert wished(Thinking(), switchless, **FORCED).tool_choice == ToolChoice("auto")
    assert wished(effort("high"), STEP, **FORCED).tool_choice == FORCED["tool_choice"]


@pytest.mark.parametrize(("word", "said"), [("medium", "medium became high"), ("high", "")])
def test_an_effort_of_another_name_is_noted(word: str, said: str) -> None:
    notes: list[Note] = []
    wished(effort(word), notes=notes)
    assert [note.action for note in notes] == ([said] if said else [])
