"""Tools on a provider's own wire: a call, its result, two calls at once."""

import re
from collections.abc import Mapping

import orjson

from app.check.answer import Answer
from app.check.line import Ask
from app.check.probe import Outcome, Probe, short
from app.check.steps.words import BUFFER_SECONDS
from app.check.turns import WEATHER, calls_of, go_on, problem_with, user
from proxy.conversation import Tool
from proxy.json_fields import int_field, object_field, objects_field, text_field
from proxy.repairs import repairable

CALL = "What is the weather in Beijing? Call get_weather to find out."
TWO_CALLS = "What is the weather in Beijing and in Paris? Call get_weather for both cities, in one go."
RESULT = "Sunny, 21 degrees."
_LEAKED = re.compile(
    r"<\W?(?:tool_call|tool_use|function_call|invoke)|\"name\"\s*:\s*\"get_weather\"|get_weather\s*\("
)
WRITE = Tool(
    "write_file",
    description="Writes a file.",
    schema={
        "type": "object",
        "properties": {"path": {"type": "string"}, "content": {"type": "string"}},
        "required": ["path", "content"],
    },
)
WRITING = (
    "Call write_file with the path numbers.txt and a content of the numbers from 1 to 40 as English words, "
    "one on each line."
)
LONG_ARGUMENTS = 160
"""Shorter arguments may come in one piece without anything being wrong."""


async def tool_call(probe: Probe) -> Outcome:
    """Let the model call one tool; a model may fail to once."""
    ask = Ask(items=(user(CALL),), tools=(WEATHER,))
    answer = await probe.line.ask(probe.wire, ask)
    if answer.failure is None and not calls_of(answer):
        answer = await probe.line.ask(probe.wire, ask)
    if answer.failure is not None and answer.failure.kind != "empty":
        probe.can("tools", False)
        return probe.failed_by(answer)
    calls = calls_of(answer)
    probe.can("tools", bool(calls))
    if not calls:
        leaked = _LEAKED.search(answer.text)
        why = ": it writes the call into its text" if leaked else f", it says {answer.text.strip()[:80]!r}"
        return probe.fail(probe.find("tool_calls_missing", why=why), answer)
    if why := problem_with(calls[0].arguments, WEATHER.schema or {}):
        probe.can("tools", "invalid arguments")
        return probe.fail(probe.find("tool_arguments_invalid", why=short(why)), answer)
    probe.kept["call"] = answer
    if probe.wire == "chat" and ids_split(answer):
        finding = probe.find("tool_ids_split")
        return Outcome("passed", finding.message, finding.fix, [probe.line.show(answer)])
    return probe.passed(f"{calls[0].name}({calls[0].arguments})", answer)


def ids_split(answer: Answer) -> bool:
    """Tell whether a call's id came in several pieces (chat): clients then know it by its first one at best."""
    pieces: dict[int, list[str]] = {}
    for event in answer.events:
        try:
            parsed = orjson.loads(event.data)
        except orjson.JSONDecodeError:
            continue
        for choice in objects_field(parsed, "choices") if isinstance(parsed, dict) else ():
            for entry in objects_field(object_field(choice, "delta"), "tool_calls"):
                if piece := text_field(entry, "id"):
                    known = pieces.setdefault(int_field(entry, "index") or 0, [])
                    if (
                        piece not in known and not text_field(object_field(entry, "function"), "name")
                    ) or not known:
                        known.append(piece)
    return any(len(known) > 1 for known in pieces.values())


async def tool_result(probe: Probe) -> Outcome:
    """Give the call's result back as most clients do, without reasoning; then with it where that is demanded."""
    asked: Answer = probe.kept["call"]
    said = (user(CALL),)
    answer = await probe.line.ask(
        probe.wire,
        Ask(items=(*said, *go_on(asked, [RESULT] * len(calls_of(asked)), reasoning=False)), tools=(WEATHER,)),
    )
    demanded = refused = None
    if wants_reasoning(asked, answer):
        refused = answer
        answer = await probe.line.ask(
            probe.wire,
            Ask(
                items=(*said, *go_on(asked, [RESULT] * len(calls_of(asked)), reasoning=True)),
                tools=(WEATHER,),
                dialect=giving_back(probe),
            ),
        )
        demanded = refused if answer.failure is None else None
    probe.can("reasoning_required_back", demanded is not None)
    probe.can("tool_results", answer.failure is None)
    if answer.failure is not None:
        return probe.failed_by(refused or answer, "tool_result_refused")
    if not answer.text.strip() and not calls_of(answer):
        return probe.fail(probe.find("tool_result_refused", why="nothing was said after it"), answer)
    if demanded is not None:
        finding = probe.find("reasoning_required_back")
        return Outcome("passed", finding.message, finding.fix, [probe.line.show(demanded)])
    return probe.passed(f"{answer.text.strip()[:60]!r}", answer)


def wants_reasoning(asked: Answer, answer: Answer) -> bool:
    """Tell whether a continuation may have been refused for reasoning that was not given back: said or likely."""
    if answer.failure is None or answer.failure.kind != "bad_request":
        return False
    repair = repairable(answer.failure, answer.body)
    return (repair is not None and repair.action == "add_reasoning") or bool(asked.parts("reasoning"))


def giving_back(probe: Probe) -> Mapping[str, str | bool]:
    """Return the dialect's fields by which reasoning is given back on this wire, whatever the profile says."""
    known = probe.line.endpoints[probe.wire].dialect.reasoning_back
    own = {"chat": "reasoning_content", "messages": "thinking", "responses": "encrypted"}
    return {"reasoning_back": known if known != "none" else own[probe.wire], "reasoning_plain": True}


async def arguments(probe: Probe) -> Outcome:
    """Let the model write long arguments and watch them come: held back, a client waits without a sign of life."""
    answer = await probe.line.ask(probe.wire, Ask(items=(user(WRITING),), tools=(WRITE,)))
    if answer.failure is not None:
        return probe.failed_by(answer)
    calls = calls_of(answer)
    if not calls:
        return probe.skipped("the model did not call the tool this time", answer)
    if why := problem_with(calls[0].arguments, WRITE.schema or {}):
        return probe.fail(probe.find("tool_arguments_invalid", why=short(why)), answer)
    first, last, pieces, size = answer.pace("tool")
    at_once = size >= LONG_ARGUMENTS and pieces == 1
    probe.can("tool_arguments_streamed", not at_once)
    if at_once:
        waited = f" after {first:.1f} s" if first >= BUFFER_SECONDS else ""
        finding = probe.find(
            "stream_not_incremental",
            severity="note",
            why=f"the {size} characters of a tool's arguments come in one piece{waited}",
        )
        return probe.fail(finding, answer)
    return probe.passed(f"{size} characters in {pieces} pieces within {last - first:.2f} s", answer)


async def parallel(probe: Probe) -> Outcome:
    """Ask for two calls at once and give both results back; one call at a time is no defect."""
    said = (user(TWO_CALLS),)
    asked = await probe.line.ask(probe.wire, Ask(items=said, tools=(WEATHER,), parallel=True))
    if asked.failure is not None:
        probe.can("parallel_tools", False)
        return probe.fail(probe.find("parallel_tools_broken", why=short(asked.failure.message)), asked)
    calls = calls_of(asked)
    if len(calls) < 2:
        bad = next((why for call in calls if (why := problem_with(call.arguments, WEATHER.schema or {}))), "")
        probe.can("parallel_tools", False)
        if bad:
            return probe.fail(probe.find("parallel_tools_broken", why=short(bad)), asked)
        return probe.skipped("the model makes one call at a time", asked)
    why = next((why for call in calls if (why := problem_with(call.arguments, WEATHER.schema or {}))), "")
    if len({call.id for call in calls}) < len(calls):
        why = "both calls have the same id"
    if why:
        probe.can("parallel_tools", False)
        return probe.fail(probe.find("parallel_tools_broken", why=short(why)), asked)
    demanded = probe.seen("reasoning_required_back") is True
    answer = await probe.line.ask(
        probe.wire,
        Ask(
            items=(*said, *go_on(asked, [RESULT] * len(calls), reasoning=demanded)),
            tools=(WEATHER,),
            parallel=True,
            dialect=giving_back(probe) if demanded else {},
        ),
    )
    probe.can("parallel_tools", answer.failure is None)
    if answer.failure is not None:
        return probe.fail(
            probe.find("parallel_tools_broken", why=short(answer.failure.message)), asked, answer
        )
    earlier = {call.id for call in calls_of(probe.kept["call"])} if "call" in probe.kept else set()
    if repeated := next((call.id for call in calls if call.id in earlier), None):
        finding = probe.find("tool_ids_repeated", why=repeated)
        return Outcome("passed", finding.message, finding.fix, [probe.line.show(asked)])
    return probe.passed(f"{len(calls)} calls at once, both results taken", answer)
