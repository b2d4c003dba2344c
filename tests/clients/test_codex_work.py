"""Real Codex doing agent work on a provider that speaks any of the three wires."""

from __future__ import annotations

import threading

import pytest

from tests.clients.pictures import png
from tests.clients.stage import CODEX_WIRES, DIRECT, KEY, MODEL, Stage
from tests.fakes.asked import Ask
from tests.fakes.script import Call, Reply, Turn, Usage

pytestmark = [pytest.mark.clients, pytest.mark.parametrize("wire", CODEX_WIRES, scope="module")]

PATCH = """\
*** Begin Patch
*** Update File: notes.txt
@@
 first
-second "quoted" \\ back
+zweite “Zeile” \\ zurück
 third
*** End Patch"""


def shell(command: str) -> Call:
    return Call("exec_command", {"cmd": command})


def test_text(stage: Stage, wire: str) -> None:
    provider = stage.play("codex", wire, [Reply(reasoning="short", text="Hello, 世界.")])
    run = stage.codex("Say hello to 世界", stage.folder("text"))
    assert (run.exit, run.text) == (0, "Hello, 世界."), run.said
    (ask,) = provider.asks
    assert ask.user_text.endswith("Say hello to 世界")
    assert ask.model == MODEL
    assert ask.key == KEY
    assert ask.stream
    assert sum(p.role == "user" for p in ask.history) >= 1
    assert "Model metadata" not in run.said
    assert provider.problems == []


def test_tool_loop_with_a_side_effect(stage: Stage, wire: str) -> None:
    script = [
        Reply(text="I make it.", calls=[shell("printf made > made.txt && cat made.txt")]),
        Reply(calls=[shell("cat made.txt; exit 3")]),
        Reply(text="It is made."),
    ]
    provider = stage.play("codex", wire, script)
    work = stage.folder("loop")
    run = stage.codex("make it", work)
    assert (run.exit, run.text) == (0, "It is made."), run.said
    assert (work / "made.txt").read_text() == "made"
    second, third = provider.asks[1:]
    assert "made" in second.results[0].text
    assert "3" in third.results[1].text
    assert [c.id for c in third.calls] == [r.id for r in third.results]
    assert (provider.refusals, provider.problems) == ([], [])


def test_file_edit_with_apply_patch(stage: Stage, wire: str) -> None:
    provider = stage.play(
        "codex", wire, [Reply(calls=[Call("apply_patch", text=PATCH)]), Reply(text="Edited.")]
    )
    work = stage.folder("edit")
    (work / "notes.txt").write_text('first\nsecond "quoted" \\ back\nthird\n')
    run = stage.codex("edit the notes", work)
    assert (run.exit, run.text) == (0, "Edited."), run.said
    assert (work / "notes.txt").read_text() == "first\nzweite “Zeile” \\ zurück\nthird\n"
    assert provider.asks[0].tool("apply_patch")
    assert "Success" in provider.asks[1].results[0].text
    assert (provider.refusals, provider.problems) == ([], [])


def test_reasoning_comes_back(stage: Stage, wire: str) -> None:
    thoughts = ["First I look — 看.", "Then I count.", "Now I know."]
    script = [
        Reply(reasoning=thoughts[0], text="Looking.", calls=[shell("ls")]),
        Reply(reasoning=thoughts[1], calls=[shell("pwd"), shell("true")]),
        Reply(reasoning=thoughts[2], text="Known."),
    ]
    provider = stage.play("codex", wire, script, reasoning_required=True)
    run = stage.codex("look", stage.folder("reasoning"))
    assert (run.exit, run.text) == (0, "Known."), run.said
    first, second, third = provider.asks
    assert (first.own_reasoning, second.own_reasoning, third.own_reasoning) == (
        [],
        thoughts[:1],
        thoughts[:2],
    )
    assert not any(a.foreign_reasoning or a.missing_reasoning for a in provider.asks)


def test_parallel_interleaved_calls(stage: Stage, wire: str) -> None:
    calls = [shell(f"printf {name} > {name}.txt && echo wrote-{name}") for name in ("a", "b", "c")]
    provider = stage.play(
        "codex", wire, [Reply(calls=calls, interleave=True, piece=3), Reply(text="All three.")]
    )
    work = stage.folder("parallel")
    run = stage.codex("write three files", work)
    assert (run.exit, run.text) == (0, "All three."), run.said
    assert sorted(p.name for p in work.iterdir()) == ["a.txt", "b.txt", "c.txt"]
    results = {r.id: r.text for r in provider.asks[1].results}
    for call, name in zip(provider.asks[1].calls, ("a", "b", "c"), strict=True):
        assert f"wrote-{name}" in results[call.id]
    assert (provider.refusals, provider.problems) == ([], [])


def test_images_from_the_user_and_from_a_tool(stage: Stage, wire: str) -> None:
    work = stage.folder("image")
    (work / "red.png").write_bytes(png())
    script = [Reply(calls=[Call("view_image", {"path": str(work / "red.png")})]), Reply(text="Red twice.")]
    provider = stage.play("codex", wire, script)
    run = stage.codex("what colour?", work, arguments=["-i", "red.png"])
    assert (run.exit, run.text) == (0, "Red twice."), run.said
    assert [a.images for a in provider.asks] == [1, 2]
    assert (provider.refusals, provider.problems) == ([], [])


def test_automatic_compaction(stage: Stage, wire: str) -> None:
    big = Usage(input=90_000, output=100)
    script = [
        Reply(calls=[shell("echo step-one")], usage=big),
        Reply(text="SUMMARY: step one is done, go on with step two.", usage=big),
        Reply(calls=[shell("echo step-two > two.txt")], usage=Usage(input=9_000, output=50)),
        Reply(text="Both done.", usage=Usage(input=9_100, output=50)),
    ]
    provider = stage.play("codex", wire, script)
    work = stage.folder("compact")
    run = stage.codex("do both steps", work, config={"model_auto_compact_token_limit": 50_000})
    assert (run.exit, run.text) == (0, "Both done."), run.said
    assert (work / "two.txt").read_text() == "step-two\n"
    compaction, after = provider.asks[1], provider.asks[2]
    assert "COMPACTION" in compaction.user_text
    assert after.says("SUMMARY: step one is done")
    assert not after.says("COMPACTION")
    assert after.tools
    assert (provider.refusals, provider.problems) == ([], [])


def test_resume_with_history(stage: Stage, wire: str) -> None:
    work = stage.folder("resume")
    script = [
        Reply(reasoning="remember", calls=[shell("echo teapot")]),
        Reply(reasoning="noted", text="The word is teapot."),
        Reply(text="It was teapot."),
    ]
    provider = stage.play("codex", wire, script)
    first = stage.codex("remember the word", work)
    second = stage.codex("which word?", work, resume=first.thread)
    assert (second.exit, second.text) == (0, "It was teapot."), second.said
    last = provider.asks[-1]
    assert [p.role for p in last.history if p.role in ("call", "result")] == ["call", "result"]
    assert any(p.role == "assistant" and "teapot" in p.text for p in last.history)
    assert last.user_text == "which word?"
    assert (provider.refusals, provider.problems) == ([], [])


def test_sub_agent(stage: Stage, wire: str) -> None:
    child_done = threading.Event()

    def answer(ask: Ask) -> Turn:
        if ask.user_text.endswith("CHILD: count the files"):
            child_done.set()
            return Reply(text="There are seven files.")
        done = [c.name.rpartition("__")[2] for c in ask.calls]
        if not done:
            return Reply(calls=[Call("spawn_agent", {"message": "CHILD: count the files"})])
        if len(done) == 1:
            child = ask.results[0].text.split('"agent_id":"')[1].split('"')[0]
            return Reply(calls=[Call("wait_agent", {"targets": [child]})])
        return Reply(
            text=f"The child says: {'seven' if 'seven' in ask.results[-1].text else ask.results[-1].text}"
        )

    provider = stage.play("codex", wire, answer)
    run = stage.codex("use a sub-agent", stage.folder("agent"))
    assert (run.exit, run.text) == (0, "The child says: seven"), run.said
    assert child_done.is_set()
    assert (provider.refusals, provider.problems) == ([], [])


def test_broken_arguments_do_not_end_the_run(stage: Stage, wire: str) -> None:
    def answer(ask: Ask) -> Turn:
        if ask.results:
            return Reply(text="I see it failed.")
        return Reply(calls=[Call("exec_command", raw='{"cmd": "echo x"')])

    provider = stage.play("codex", wire, answer)
    few = {"model_providers.turnout.stream_max_retries": 1}
    run = stage.codex("break it", stage.folder("broken"), config=few)
    # Turnout may repair the arguments, hand the failure to the model, or say whose fault it is; never run half a call.
    assert run.exit == 0 or "argument" in run.error, run.said
    assert DIRECT or provider.refusals == []
