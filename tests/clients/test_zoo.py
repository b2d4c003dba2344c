"""The real clients on providers of the zoo: they get their work done, or not, just as the check's verdict says."""

from __future__ import annotations

import pytest

from tests.clients.stage import DIRECT, KEY, Client, Stage
from tests.fakes.zoo import ZOO
from tests.fakes.zoo_agent import SHELL_STEPS

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(DIRECT, reason="the verdicts are about use through Turnout"),
]

ANIMALS = ("wants-reasoning", "splits-ids", "refuses-results", "model-missing")
#: Seconds after which a client is ended; honest work takes a fraction of it on a busy machine.
LIMIT = 60.0


@pytest.mark.parametrize("name", ANIMALS)
@pytest.mark.parametrize("client", ["codex", "claude-code"])
def test_the_client_fares_as_the_verdict_says(stage: Stage, client: Client, name: str) -> None:
    animal = ZOO[name]
    with animal.provider() as fake:
        profile = f"zoo-{name}-{client}"
        (wire,) = animal.wires
        words = (
            "--base-url",
            fake.url(wire),
            "--wire",
            wire,
            "--model",
            "fake-large",
            "--key-env",
            "FAKE_KEY",
        )
        stage.turnout("profile", "add", profile, *words)
        stage.turnout("use", profile, "--client", client)
        stage.forget_routes()
        work = stage.folder(profile)
        done = (stage.codex if client == "codex" else stage.claude)("Do the steps.", work, limit=LIMIT)
        assert all(ask.key == KEY for ask in fake.asks)
    written = work / "steps.txt"
    steps = written.read_text().split() if written.exists() else []
    works = done.exit == 0 and steps == [str(number) for number in range(SHELL_STEPS)]
    assert works is (animal.verdicts[client] != "unsafe"), done.said
