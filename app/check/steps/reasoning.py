"""Reasoning: whether it is shown, and whether it can be carried across a tool call."""

from app.check.answer import Answer
from app.check.line import Ask
from app.check.probe import Outcome, Probe, short
from app.check.steps.tools import CALL, RESULT, giving_back
from app.check.turns import WEATHER, calls_of, go_on, user
from proxy.conversation import Thinking

ROOM_TOKENS = 4_096
"""Room for thinking (Anthropic's least budget is 1,024) and a call behind it."""


async def reasoning(probe: Probe) -> Outcome:
    """Let the model think and call a tool, and give its thinking back with the result."""
    thinking = Thinking(enabled=True, effort=_effort(probe))
    said = (user(CALL),)
    back = giving_back(probe)
    ask = Ask(items=said, tools=(WEATHER,), thinking=thinking, max_output=ROOM_TOKENS, dialect=back)
    asked = await probe.line.ask(probe.wire, ask)
    if asked.failure is not None:
        probe.can("thinking", False)
        return probe.skipped(f"thinking cannot be switched on: {short(asked.failure.message)}", asked)
    shown = bool(asked.reasoning) or any(part.native for part in asked.parts("reasoning"))
    spent = asked.reply.usage.reasoning if asked.reply and asked.reply.usage else 0
    probe.can("thinking", shown or spent > 0)
    probe.can("reasoning_returned", shown)
    if not shown and spent:
        return probe.fail(probe.find("reasoning_not_returned", spent=spent), asked)
    if not shown:
        return probe.skipped("the model does not reason here", asked)
    calls = calls_of(asked)
    if not calls:
        return probe.skipped("the model did not call the tool this time", asked)
    answer = await probe.line.ask(
        probe.wire,
        Ask(
            items=(*said, *go_on(asked, [RESULT] * len(calls), reasoning=True)),
            tools=(WEATHER,),
            thinking=thinking,
            max_output=ROOM_TOKENS,
            dialect=back,
        ),
    )
    return _carried(probe, asked, answer)


def _carried(probe: Probe, asked: Answer, answer: Answer) -> Outcome:
    probe.can("reasoning_carried", answer.failure is None)
    if answer.failure is None:
        return probe.passed(
            f"{len(asked.reasoning)} characters of reasoning, given back with the result", answer
        )
    return probe.fail(probe.find("reasoning_refused", why=short(answer.failure.message)), asked, answer)


def _effort(probe: Probe) -> str | None:
    """Return the endpoint's own word for the weakest effort that still thinks."""
    efforts = probe.line.endpoints[probe.wire].dialect.efforts
    return next(
        (word for name in ("low", "medium", "high") if (word := efforts.get(name)) and word != "off"), None
    )
