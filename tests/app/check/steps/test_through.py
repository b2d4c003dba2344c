"""Through Turnout as each client: what ends a loop, and how it is said."""

from dataclasses import replace
from typing import Any

import pytest

from app.check.pipeline import Pipeline
from app.check.probe import Probe
from app.check.steps import through
from app.check.steps.through import Way
from app.routing import route_of
from tests.app.check.conftest import found, keys, probing, profile_at
from tests.fakes.script import Call, Eof, Reply, Status, Turn
from tests.fakes.zoo_agent import Agent
from tests.fakes.zoo_provider import ZooProvider

CALL = Call("get_weather", {"city": "Beijing"})


async def run(
    turns: Any, *names: str, client: Any = "codex", **options: Any
) -> tuple[list[Any], list[str], Probe]:
    """Run steps by name over a script; returns their outcomes and what was found."""
    with ZooProvider(wires=("chat",), **options) as fake:
        if turns is not None:
            fake.play(turns)
        async with (
            probing(fake) as own,
            Pipeline(route_of(profile_at(fake), keys()), (), 0.0, lambda _: None) as pipeline,
        ):
            probe = Probe(own.shared, "responses" if client == "codex" else "messages", client)
            probe.kept["way"] = Way(pipeline, client)
            outcomes = [await getattr(through, name)(probe) for name in names]
            return outcomes, found(probe), probe


@pytest.mark.parametrize("client", ["codex", "claude-code"])
async def test_a_loop_that_works(client: str) -> None:
    outcomes, finds, probe = await run(None, "text", "tool_call", "tool_result", "task", client=client)
    assert [one.state for one in outcomes] == ["passed"] * 4
    assert finds == []
    assert all(len(one.evidence) == 2 for one in outcomes)
    assert probe.shared.capabilities == {}


@pytest.mark.parametrize(
    ("turns", "names", "finds"),
    [
        ([Reply(text="  ")], ("text",), ["empty_reply"]),
        ([Reply(text="Never mind that", troubles=(Eof(1),))], ("text",), ["stream_truncated"]),
        ([Status(402, "insufficient balance")], ("text",), ["quota_exhausted"]),
        (Reply(text="No."), ("tool_call",), ["tool_calls_missing"]),
        ([Reply(calls=[Call("get_weather", {"town": "x"})])], ("tool_call",), ["tool_arguments_invalid"]),
        ([Reply(calls=[Call("get_weather", raw='{"city')])], ("tool_call",), ["tool_arguments_invalid"]),
        ([Reply(calls=[CALL]), Status(400, "no")], ("tool_call", "tool_result"), ["tool_result_refused"]),
        (
            [Reply(calls=[CALL]), *[Status(400, "reasoning_content must be passed back")] * 2],
            ("tool_call", "tool_result"),
            ["reasoning_required_back"],
        ),
    ],
    ids=["empty", "cut", "quota", "no call", "wrong", "broken", "refused", "reasoning"],
)
async def test_what_ends_a_loop(turns: Any, names: tuple[str, ...], finds: list[str]) -> None:
    outcomes, said, probe = await run(turns, *names)
    assert (outcomes[-1].state, said) == ("failed", finds)
    assert probe.shared.findings[0].severity == "fatal"
    assert outcomes[-1].cause


def looping(reply: Reply, ask: Any) -> Reply:
    return Reply(calls=[Call("list_files", {"folder": "."})])


def silent_at_the_end(reply: Reply, ask: Any) -> Reply:
    return reply if reply.calls else Reply(reasoning="done", text="")


def refuses_the_third(ask: Any) -> Turn | None:
    return Status(400, "too many tools") if len(ask.results) == 2 else None


@pytest.mark.parametrize(
    ("options", "finds", "severity", "words"),
    [
        ({"change": looping}, ["task_failed"], "limit", "not done after 20 turns"),
        ({"change": lambda reply, ask: Reply(text="Done!")}, ["task_failed"], "fatal", "no tool at all"),
        ({"change": silent_at_the_end}, ["task_failed"], "limit", "says nothing at the end"),
        ({"refuse": refuses_the_third}, ["tool_result_refused"], "fatal", "In turn 3, after 2 calls"),
    ],
    ids=["loops", "only talks", "silent", "refused"],
)
async def test_tasks_that_fail(options: Any, finds: list[str], severity: str, words: str) -> None:
    outcomes, said, probe = await run(None, "task", **options)
    assert (outcomes[0].state, said) == ("failed", finds)
    assert probe.shared.findings[0].severity == severity
    assert words in outcomes[0].cause


async def test_claude_code_gets_through_with_whole_replies_where_streams_break() -> None:
    def cut(reply: Reply, ask: Any) -> Reply:
        return replace(reply, troubles=(Eof(1),)) if ask.stream else reply

    outcomes, said, _ = await run(None, "text", "tool_call", "tool_result", client="claude-code", change=cut)
    assert ([one.state for one in outcomes], said) == (["passed"] * 3, [])


async def test_a_task_done_in_fewer_steps_tells_too_little() -> None:
    edits = [
        Call("edit_file", {"path": "shop/price.py", "old": "+ discount", "new": "- discount"}),
        Call("edit_file", {"path": "shop/tax.py", "old": "/ 10\n", "new": "/ 100\n"}),
        Call("run_tests", {"path": "."}),
    ]
    outcomes, said, _ = await run([Reply(calls=edits), Reply(text="Done.")], "task")
    assert (outcomes[0].state, said) == ("skipped", [])


async def test_turnout_counts_tokens_itself() -> None:
    outcomes, _, _ = await run(None, "count_tokens", client="claude-code", agent=Agent())
    assert outcomes[0].state == "passed"
