"""Both small clients are a `Talk`, opened alike."""

import pytest

from app.check.clients.talk import Talk, Turn
from app.check.steps.through import OPENINGS


@pytest.mark.parametrize(("client", "wire"), [("codex", "responses"), ("claude-code", "messages")])
def test_clients_are_opened_alike(client: str, wire: str) -> None:
    talk: Talk = OPENINGS[client]("m", "hello", ())  # type: ignore[index]
    assert (talk.client, talk.wire) == (client, wire)
    assert talk.path.startswith("/v1/")
    assert talk.body()["model"] == "m"
    assert talk.take([]).problem
    assert Turn().calls == []
