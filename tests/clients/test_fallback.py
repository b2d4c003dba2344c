"""Real Codex and Claude Code when the chosen profile fails and another can answer: one request, and it is done."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.clients.failures import ANSWER
from tests.clients.stage import DIRECT, Client, Stage
from tests.fakes.script import Drop, NewApi, Reply, Status, Turn

pytestmark = [pytest.mark.clients, pytest.mark.skipif(DIRECT, reason="the fallback is Turnout's")]

FAILURES: dict[str, Turn] = {
    "401": Status(401, "Incorrect API key provided.", error_code="invalid_api_key"),
    "quota": NewApi(403, "用户额度不足, 剩余额度: ＄0.000000", "insufficient_user_quota"),
    "503": Status(503, "overloaded"),
    "drop": Drop(),
}
#: From this wire to that one: the second provider speaks another than the first.
WIRES = {"codex": ("responses", "chat"), "claude-code": ("chat", "messages")}


@pytest.fixture(autouse=True)
def fallbacks(stage: Stage) -> Iterator[None]:
    for client, (_, second) in WIRES.items():
        stage.turnout("fallback", "set", f"fake-{second}", "--client", client)
    yield
    stage.turnout("fallback", "clear")
    stage.turnout("fallback", "reset")


@pytest.mark.parametrize("case", FAILURES)
@pytest.mark.parametrize("client", ["codex", "claude-code"])
def test_the_second_profile_answers(stage: Stage, client: Client, case: str) -> None:
    first_wire, second_wire = WIRES[client]
    first = stage.play(client, first_wire, FAILURES[case])
    second = stage.providers[second_wire]
    second.strict = True
    second.play(Reply(text=ANSWER))
    with stage.counted(first) as count:
        if client == "codex":
            run = stage.codex("answer", stage.folder(case))
            assert (run.exit, run.text) == (0, ANSWER), run.said
        else:
            said = stage.claude("answer", stage.folder(case))
            assert (said.failed, said.text) == (False, ANSWER), said.said
    assert second.refusals == []
    assert len(count.exchanges) == count.client == 1
    (exchange,) = count.exchanges
    assert (exchange["profile"], exchange["state"], exchange["attempts"]) == (
        f"fake-{second_wire}",
        "done",
        2,
    )
    assert "fallback_used" in exchange["warnings"]
    assert (len(first.asks), len(second.asks)) == (1, 1)
    shown = json.loads(stage.turnout("log", "show", exchange["id"], "--json"))
    assert [one["profile"] for one in shown["attempts_detail"]] == [
        f"fake-{first_wire}",
        f"fake-{second_wire}",
    ]
    assert shown["attempts_detail"][0]["error"]
