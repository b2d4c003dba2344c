"""Real Claude Code when the provider refuses: how often it asks, how long it takes, what the user reads."""

from __future__ import annotations

import pytest

from tests.clients.failures import PERMANENT, TRANSIENT, Failure
from tests.clients.play_claude import check_failure
from tests.clients.stage import CLAUDE_WIRES, Stage

pytestmark = [pytest.mark.clients, pytest.mark.parametrize("wire", CLAUDE_WIRES, scope="module")]


@pytest.mark.parametrize("failure", [*PERMANENT, *TRANSIENT], ids=lambda f: f.id)
def test_refusal(stage: Stage, wire: str, failure: Failure) -> None:
    check_failure(stage, wire, failure)
