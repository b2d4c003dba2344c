"""A switch while both clients work: their running sessions go on at the other provider, with no restart."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import dataclass

import pytest

from tests.clients.runs import CodexRun, Process
from tests.clients.stage import CLAUDE_SETTINGS, CODEX_SETTINGS, DIRECT, KEY, Stage
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.script import WIRES, Call, Hold, Reply, Turn, Wire

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(DIRECT, reason="a switch needs Turnout"),
]

MOVES = [(a, b) for a in WIRES for b in WIRES if a != b]


@dataclass(frozen=True)
class Move:
    """One client on its way from one provider to another."""

    before: FakeProvider
    after: FakeProvider
    name: str

    def play(self, release: threading.Event, tool: Call) -> None:
        def first(ask: Ask) -> Turn:
            if not ask.results:
                return Reply(reasoning=f"{self.name} at the first", calls=[tool])
            # The second step is held back until the switch is made.
            thought = f"{self.name} again at the first"
            return Reply(reasoning=thought, text="Going on.", calls=[tool], troubles=[Hold(release)])

        def second(ask: Ask) -> Turn:
            if len(ask.results) == 2:
                return Reply(reasoning=f"{self.name} at the second", calls=[tool])
            return Reply(text="Finished at the second.")

        for provider, script in ((self.before, first), (self.after, second)):
            provider.strict = provider.reasoning_required = True
            provider.play(script)

    def check(self, sessions: int) -> None:
        assert sorted(len(a.results) for a in self.before.asks) == [0] * sessions + [1] * sessions
        served = [a for a in self.after.asks if not a.refused]
        assert sorted(len(a.results) for a in served) == [2] * sessions + [3] * sessions
        # What the other provider wants back for the first one's calls may be learnt by being refused once.
        assert len(self.after.refusals) <= sessions
        assert self.before.refusals == []
        for ask in served:
            assert [c.id for c in ask.calls] == [r.id for r in ask.results]
            assert ask.foreign_reasoning == []
            assert ask.missing_reasoning == []
        given = [i.text for i in self.after.mint.issued if i.text == f"{self.name} at the second"]
        back = [text for a in served for text in a.own_reasoning]
        assert back == given
        assert self.before.problems + self.after.problems == []


@pytest.mark.parametrize(("here", "there"), MOVES)
def test_both_clients_move_under_load(stage: Stage, here: Wire, there: Wire) -> None:
    """Two sessions of each client in the middle of a tool loop; one `turnout use` for all of them."""
    sessions = 2
    shells = {
        "codex": Call("exec_command", {"cmd": "echo step >> steps.txt"}),
        "claude-code": Call("Bash", {"command": "echo step >> steps.txt", "description": "a step"}),
    }
    release = threading.Event()
    moves: dict[str, Move] = {}
    for client, tool in shells.items():
        first, second = (stage.provider_for(f"{client}-{wire}", wire) for wire in (here, there))
        moves[client] = Move(first, second, f"{client} {here} {there}")
        moves[client].play(release, tool)
    stage.use("codex", f"codex-{here}")
    stage.use("claude-code", f"claude-code-{here}")
    works = [stage.folder(f"move{n}") for n in range(2 * sessions)]
    processes = [
        *[Process(stage.codex_command("work"), works[n], stage.environment()) for n in range(sessions)],
        *[stage.claude_session(works[sessions + n]) for n in range(sessions)],
    ]
    try:
        for session in processes[sessions:]:
            session.send("work")  # type: ignore[attr-defined]
        for move in moves.values():
            move.before.wait(2 * sessions)
        stage.use("codex", f"codex-{there}")
        stage.use("claude-code", f"claude-code-{there}")
        release.set()
        for process in processes[:sessions]:
            run = process.finish(CodexRun)
            assert (run.exit, run.text) == (0, "Finished at the second."), run.said
        for session in processes[sessions:]:
            result = session.result(1)  # type: ignore[attr-defined]
            assert result["result"] == "Finished at the second."
            # The same process, another prompt: still at the second.
            session.send("and again")  # type: ignore[attr-defined]
            assert session.result(2)["result"] == "Finished at the second."  # type: ignore[attr-defined]
    finally:
        release.set()
        for process in processes:
            process.__exit__()
    for work in works:
        assert (work / "steps.txt").read_text() == "step\n" * 3
    del moves["claude-code"].after.asks[-sessions:]  # the second prompts
    for move in moves.values():
        move.check(sessions)


def test_one_command_moves_both(stage: Stage) -> None:
    """`turnout use ID --client all` and the status say the same."""
    stage.turnout("use", "fake-messages", "--client", "all")
    stage.forget_routes()
    for client in ("codex", "claude-code"):
        provider = stage.providers["messages"]
        provider.strict = provider.reasoning_required = False
        provider.play(Reply(text="Here."))
        work = stage.folder("both")
        run = stage.codex("hi", work) if client == "codex" else stage.claude("hi", work)
        assert run.text == "Here.", run.said
        assert len(provider.asks) == 1


def test_the_providers_key_is_in_no_file(stage: Stage) -> None:
    files = [path for path in stage.home.rglob("*") if path.is_file()]
    assert any(path.name == "profiles.toml" for path in files)
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_restore_gives_the_users_files_back(stage: Stage) -> None:
    stage.turnout("use", "fake-chat", "--client", "all")
    config = (stage.codex_home / "config.toml").read_text()
    assert tomllib.loads(config)["model_provider"] == "turnout"
    assert "# The user's own settings." in config
    stage.turnout("restore", "--client", "all")
    stage.forget_routes()
    assert (stage.codex_home / "config.toml").read_text() == CODEX_SETTINGS
    assert (stage.claude_home / "settings.json").read_text() == CLAUDE_SETTINGS
