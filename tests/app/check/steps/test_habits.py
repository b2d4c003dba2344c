"""The role developer, and strict."""

from typing import Any

import pytest

from app.check.steps.habits import developer, strict
from tests.app.check.conftest import found, probing
from tests.fakes.script import Status
from tests.fakes.zoo_provider import ZooProvider


@pytest.mark.parametrize("wire", ["chat", "responses"])
async def test_both_are_really_sent(wire: Any) -> None:
    with ZooProvider() as fake:
        async with probing(fake, wire) as probe:
            assert (await developer(probe)).state == "passed"
            assert (await strict(probe)).state == "passed"
        said = fake.asks[0].body.get("messages") or fake.asks[0].body["input"]
        assert said[0]["role"] == "developer"
        tool = fake.asks[1].body["tools"][0]
        assert (tool.get("function") or tool)["strict"] is True


@pytest.mark.parametrize(("turn", "finds"), [
    (Status(400, "unknown"), ["developer_role_refused", "strict_refused"]),
    (Status(401, "no"), ["key_refused", "key_refused"]),
])  # fmt: skip
async def test_refusals(turn: Status, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(turn)
        async with probing(fake) as probe:
            assert (await developer(probe)).state == "failed"
            assert (await strict(probe)).state == "failed"
            assert found(probe) == finds
