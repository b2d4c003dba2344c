"""Real Claude Code doing agent work on a provider that speaks any of the three wires."""

from __future__ import annotations

import pytest

from tests.clients.pictures import image_block, png
from tests.clients.stage import CLAUDE_WIRES, DIRECT, KEY, MODEL, Stage
from tests.fakes.asked import Ask
from tests.fakes.script import Call, Reply, Turn, Usage

pytestmark = [pytest.mark.clients, pytest.mark.parametrize("wire", CLAUDE_WIRES, scope="module")]


def bash(command: str) -> Call:
    return Call("Bash", {"command": command, "description": "a step"})


def test_text(stage: Stage, wire: str) -> None:
    provider = stage.play("claude-code", wire, [Reply(reasoning="short", text="Hello, 世界.")])
    run = stage.claude("Say hello to 世界", stage.folder("text"))
    assert (run.exit, run.text) == (0, "Hello, 世界."), run.said
    (ask,) = provider.asks
    assert ask.says("Say hello to 世界")
    assert DIRECT or ask.model == MODEL
    assert ask.key == KEY
    assert ask.stream
    assert DIRECT or not ask.says("x-anthropic-billing-header")
    assert provider.problems == []


def test_tool_loop_with_a_side_effect(stage: Stage, wire: str) -> None:
    script = [
        Reply(text="I make it.", calls=[bash("printf made > made.txt && cat made.txt")]),
        Reply(calls=[bash("cat made.txt; exit 3")]),
        Reply(text="It is made."),
    ]
    provider = stage.play("claude-code", wire, script)
    work = stage.folder("loop")
    run = stage.claude("make it", work)
    assert (run.exit, run.text) == (0, "It is made."), run.said
    assert (work / "made.txt").read_text() == "made"
    second, third = provider.asks[1:]
    assert "made" in second.results[0].text
    assert "3" in third.results[1].text
    assert [c.id for c in third.calls] == [r.id for r in third.results]
    assert (provider.refusals, provider.problems) == ([], [])


def test_file_written_and_edited(stage: Stage, wire: str) -> None:
    work = stage.folder("edit")
    path = str(work / "notes.txt")
    old, new = 'second "quoted" \\ back', "zweite “Zeile” \\ zurück"
    script = [
        Reply(calls=[Call("Write", {"file_path": path, "content": f"first\n{old}\nthird\n"})]),
        Reply(calls=[Call("Edit", {"file_path": path, "old_string": old, "new_string": new})]),
        Reply(text="Edited."),
    ]
    provider = stage.play("claude-code", wire, script)
    run = stage.claude("write and edit the notes", work)
    assert (run.exit, run.text) == (0, "Edited."), run.said
    assert (work / "notes.txt").read_text() == f"first\n{new}\nthird\n"
    assert (provider.refusals, provider.problems) == ([], [])


def test_reasoning_comes_back(stage: Stage, wire: str) -> None:
    thoughts = ["First I look — 看.", "Then I count.", "Now I know."]
    script = [
        Reply(reasoning=thoughts[0], text="Looking.", calls=[bash("ls")]),
        Reply(reasoning=thoughts[1], calls=[bash("pwd"), bash("true")]),
        Reply(reasoning=thoughts[2], text="Known."),
    ]
    provider = stage.play("claude-code", wire, script, reasoning_required=True)
    run = stage.claude("look", stage.folder("reasoning"))
    assert (run.exit, run.text) == (0, "Known."), run.said
    first, second, third = provider.asks
    assert (first.own_reasoning, second.own_reasoning, third.own_reasoning) == (
        [],
        thoughts[:1],
        thoughts[:2],
    )
    assert not any(a.foreign_reasoning or a.missing_reasoning for a in provider.asks)


def test_parallel_interleaved_calls(stage: Stage, wire: str) -> None:
    calls = [bash(f"printf {name} > {name}.txt && echo wrote-{name}") for name in ("a", "b", "c")]
    provider = stage.play(
        "claude-code", wire, [Reply(calls=calls, interleave=True, piece=3), Reply(text="All three.")]
    )
    work = stage.folder("parallel")
    run = stage.claude("write three files", work)
    assert (run.exit, run.text) == (0, "All three."), run.said
    assert sorted(p.name for p in work.iterdir()) == ["a.txt", "b.txt", "c.txt"]
    results = {r.id: r.text for r in provider.asks[1].results}
    for call, name in zip(provider.asks[1].calls, ("a", "b", "c"), strict=True):
        assert f"wrote-{name}" in results[call.id]
    assert (provider.refusals, provider.problems) == ([], [])


def test_images_from_the_user_and_from_a_tool(stage: Stage, wire: str) -> None:
    work = stage.folder("image")
    (work / "red.png").write_bytes(png())
    script = [Reply(calls=[Call("Read", {"file_path": str(work / "red.png")})]), Reply(text="Red twice.")]
    provider = stage.play("claude-code", wire, script)
    with stage.claude_session(work) as session:
        session.send("what colour?", image_block())
        assert session.result(1)["result"] == "Red twice."
        session.close()
    assert [a.images for a in provider.asks] == [1, 2]
    assert (provider.refusals, provider.problems) == ([], [])


def test_automatic_compaction(stage: Stage, wire: str) -> None:
    prose = "The word is teapot. " * 5_000

    def answer(ask: Ask) -> Turn:
        # The client subtracts what it knows from what is reported: only truthful usage makes it compact.
        said = sum(len(p.text) for p in ask.history if p.role == "assistant")
        usage = Usage(input=20_000 + said // 4, output=50)
        if ask.says("Respond with TEXT ONLY"):
            return Reply(
                text="<analysis>a</analysis><summary>SUMMARY: the word is kettle.</summary>", usage=usage
            )
        if ask.says("SUMMARY: the word is kettle"):
            return Reply(text="Kettle.", usage=usage)
        return Reply(text=prose, usage=Usage(input=usage.input, output=len(prose) // 4), piece=4096)

    provider = stage.play("claude-code", wire, answer)
    with stage.claude_session(stage.folder("compact"), arguments=["--autocompact", "100000"]) as session:
        for number in (1, 2, 3, 4):
            session.send("Which word?")
            last = session.result(number)["result"]
            if last == "Kettle.":
                break
        run = session.close()
    assert last == "Kettle.", [len(a.raw) for a in provider.asks]
    assert any(e.get("subtype") == "compact_boundary" for e in run.events)
    assert sum(a.says("Respond with TEXT ONLY") for a in provider.asks) == 1
    kept = [p for p in provider.asks[-1].history if p.role == "assistant" and p.text == prose]
    assert len(kept) < number - 1
    assert (provider.refusals, provider.problems) == ([], [])


def test_resume_with_history(stage: Stage, wire: str) -> None:
    work = stage.folder("resume")
    script = [
        Reply(reasoning="remember", calls=[bash("echo teapot")]),
        Reply(reasoning="noted", text="The word is teapot."),
        Reply(text="It was teapot."),
    ]
    provider = stage.play("claude-code", wire, script)
    first = stage.claude("remember the word", work)
    second = stage.claude("which word?", work, resume=first.session)
    assert (second.exit, second.text) == (0, "It was teapot."), second.said
    last = provider.asks[-1]
    assert [p.role for p in last.history if p.role in ("call", "result")] == ["call", "result"]
    assert any(p.role == "assistant" and "teapot" in p.text for p in last.history)
    assert last.says("which word?")
    assert (provider.refusals, provider.problems) == ([], [])


def test_sub_agent(stage: Stage, wire: str) -> None:
    def answer(ask: Ask) -> Turn:
        mine = [p.text for p in ask.history if p.role == "user"]
        if any("CHILD: count the files" in text for text in mine):
            return Reply(text="There are seven files.")
        if not ask.results:
            task = {
                "description": "count",
                "prompt": "CHILD: count the files",
                "subagent_type": "general-purpose",
            }
            return Reply(calls=[Call("Agent", {**task, "run_in_background": False})])
        return Reply(
            text="The child says: " + ("seven" if "seven" in ask.results[-1].text else ask.results[-1].text)
        )

    provider = stage.play("claude-code", wire, answer)
    run = stage.claude("use a sub-agent", stage.folder("agent"))
    assert (run.exit, run.text) == (0, "The child says: seven"), run.said
    assert (provider.refusals, provider.problems) == ([], [])


def test_a_deferred_tool_is_found_and_used(stage: Stage, wire: str) -> None:
    script = [
        Reply(calls=[Call("ToolSearch", {"query": "select:CronList", "max_results": 3})]),
        Reply(calls=[Call("CronList", {})]),
        Reply(text="No jobs."),
    ]
    provider = stage.play("claude-code", wire, script)
    run = stage.claude("which jobs?", stage.folder("search"))
    assert (run.exit, run.text) == (0, "No jobs."), run.said
    first, second, third = provider.asks
    assert DIRECT or first.tool("DeferredToolPlaceholder") is None
    assert first.tool("CronList") is None
    assert second.tool("CronList")
    assert "CronList" in second.results[0].text
    assert third.results[1].text
    assert (provider.refusals, provider.problems) == ([], [])
