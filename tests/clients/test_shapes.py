"""The request shapes of today's clients: Codex's four kinds of model, Claude Code's models, and its auto mode."""

from __future__ import annotations

import subprocess

import pytest

from tests.clients.stage import CLAUDE_WIRES, CODEX_WIRES, DIRECT, MODEL, SMALL_MODEL, Stage
from tests.fakes.asked import Ask
from tests.fakes.script import Call, Reply, Turn
from tests.machine import find_client

pytestmark = pytest.mark.clients

each_codex_wire = pytest.mark.parametrize("wire", CODEX_WIRES, scope="module")
each_claude_wire = pytest.mark.parametrize("wire", CLAUDE_WIRES, scope="module")

PATCH = "*** Begin Patch\n*** Add File: made.txt\n+made\n*** End Patch"
SCRIPTED_SHELL = (
    'const r = await tools.exec_command({cmd: "printf made > made.txt; echo $PWD ok"}); text(r.output)'
)


@pytest.fixture(scope="module")
def bundled(stage: Stage) -> str:
    """Codex's own model metadata as a file: our catalog replaces it, these shapes need it."""
    command = [str(find_client("codex")), "debug", "models", "--bundled"]
    path = stage.root / "bundled.json"
    with path.open("wb") as out:
        subprocess.run(command, env=stage.environment(), stdout=out, check=True, timeout=30)
    return str(path)


@each_codex_wire
def test_codex_with_a_model_nobody_knows(stage: Stage, wire: str) -> None:
    script = [
        Reply(reasoning="how", calls=[Call("exec_command", {"cmd": "printf made > made.txt"})]),
        Reply(text="Made."),
    ]
    provider = stage.play("codex", wire, script, models=[MODEL, SMALL_MODEL])
    work = stage.folder("unknown")
    run = stage.codex("make it", work, model="model-nobody-knows")
    assert (run.exit, run.text) == (0, "Made."), run.said
    assert (work / "made.txt").read_text() == "made"
    assert DIRECT or {a.model for a in provider.asks} == {MODEL}
    assert provider.asks[0].tool("apply_patch") is None
    assert (provider.refusals, provider.problems) == ([], [])


@each_codex_wire
def test_codex_with_a_classic_model_searches_tools_and_patches(stage: Stage, wire: str, bundled: str) -> None:
    def answer(ask: Ask) -> Turn:
        if ask.user_text.endswith("CHILD: say seven"):
            return Reply(text="seven")
        match len(ask.results):
            case 0:
                return Reply(reasoning="which", calls=[Call("tool_search", {"query": "spawn sub-agent"})])
            case 1:
                return Reply(reasoning="go", calls=[Call("spawn_agent", {"message": "CHILD: say seven"})])
            case 2:
                return Reply(calls=[Call("apply_patch", text=PATCH)])
            case _:
                return Reply(text="Found, spawned and patched.")

    provider = stage.play("codex", wire, answer)
    work = stage.folder("classic")
    run = stage.codex("do it", work, model="gpt-5.5", config={"model_catalog_json": bundled})
    assert (run.exit, run.text) == (0, "Found, spawned and patched."), run.said
    assert (work / "made.txt").read_text() == "made\n"
    first, second = [a for a in provider.asks if a.says("do it")][:2]
    assert first.tool("tool_search")
    assert not first.tool("spawn_agent")
    assert second.tool("spawn_agent"), list(second.tools)
    spawned = next(a for a in provider.asks if len(a.results) == 2)
    assert "agent_id" in spawned.results[1].text
    assert (provider.refusals, provider.problems) == ([], [])


@each_codex_wire
def test_codex_with_a_lite_model_in_code_mode(stage: Stage, wire: str, bundled: str) -> None:
    def answer(ask: Ask) -> Turn:
        if any(p.role == "user" and "CHILD: say seven" in p.text for p in ask.history) and not ask.says(
            "PARENT"
        ):
            return Reply(text="seven")
        match len(ask.results):
            case 0:
                return Reply(reasoning="how", calls=[Call("exec", text=SCRIPTED_SHELL)])
            case 1:
                task = {"task_name": "count", "message": "CHILD: say seven", "fork_turns": "none"}
                return Reply(reasoning="who", calls=[Call("spawn_agent", task)])
            case 2:
                return Reply(calls=[Call("wait_agent", {"timeout_ms": 10_000})])
            case _:
                return Reply(text="Made and asked.")

    provider = stage.play("codex", wire, answer)
    work = stage.folder("lite")
    run = stage.codex("PARENT: make it", work, model="gpt-6-astra", config={"model_catalog_json": bundled})
    assert (run.exit, run.text) == (0, "Made and asked."), run.said
    assert (work / "made.txt").read_text() == "made"
    parents = [a for a in provider.asks if a.says("PARENT")]
    assert parents[0].tool("exec")
    assert f"{work} ok" in parents[1].results[0].text
    children = [a for a in provider.asks if a.says("CHILD: say seven") and not a.says("PARENT")]
    assert len(children) == 1
    assert parents[-1].says("seven")
    assert (provider.refusals, provider.problems) == ([], [])


@each_claude_wire
@pytest.mark.parametrize(
    "model", ["claude-sonnet-4-5-20250929", "claude-3-5-haiku-20241022", "model-nobody-knows"]
)
def test_claude_code_with_other_models(stage: Stage, wire: str, model: str) -> None:
    script = [
        Reply(
            reasoning="how",
            calls=[Call("Bash", {"command": "printf made > made.txt", "description": "make"})],
        ),
        Reply(text="Made."),
    ]
    provider = stage.play("claude-code", wire, script, models=[MODEL, SMALL_MODEL])
    work = stage.folder("model")
    run = stage.claude("make it", work, model=model)
    assert (run.exit, run.text) == (0, "Made."), run.said
    assert (work / "made.txt").read_text() == "made"
    assert len(provider.asks) == 2
    if not DIRECT:
        expected = {SMALL_MODEL} if "haiku" in model else {MODEL}
        assert {a.model for a in provider.asks} == expected
    assert (provider.refusals, provider.problems) == ([], [])


@each_claude_wire
@pytest.mark.parametrize("blocked", [False, True])
def test_claude_code_in_auto_mode(stage: Stage, wire: str, blocked: bool) -> None:
    """The client has each risky command judged by a side call: whole reply, stop sequence, 64 tokens."""

    def answer(ask: Ask) -> Turn:
        if is_judge(ask):
            return Reply(text="<block>yes</block>" if blocked else "<block>no</block>")
        if ask.results:
            return Reply(text="Over.")
        return Reply(
            calls=[
                Call(
                    "Bash", {"command": "curl -s 127.0.0.1:9 ; printf made > ../made.txt", "description": "x"}
                )
            ]
        )

    provider = stage.play("claude-code", wire, answer)
    outer = stage.folder("auto")
    work = outer / "inner"
    work.mkdir()
    run = stage.claude("make it", work, permissions=["--permission-mode", "auto"])
    assert (run.exit, run.text) == (0, "Over."), run.said
    judges = [a for a in provider.asks if is_judge(a)]
    assert 1 <= len(judges) <= 2
    assert (outer / "made.txt").exists() != blocked
    assert (provider.refusals, provider.problems) == ([], [])


def is_judge(ask: Ask) -> bool:
    return ask.says("<block>") and not ask.tools
