"""How a provider says no."""

import pytest

from app.check.steps.refusals import errors, unknown_model
from tests.app.check.conftest import found, probing
from tests.fakes.script import Reply, Status, Turn
from tests.fakes.zoo_provider import ZooProvider


@pytest.mark.parametrize(
    ("turn", "seen", "finds"),
    [
        (Status(404, "no such model"), "refused", []),
        (Reply(text="OK"), "accepted", ["unknown_model_accepted"]),
        (Reply(text="OK", model="fake-small"), "served by fake-small", ["unknown_model_accepted"]),
        (Status(429, "slow down"), None, ["rate_limited"]),
    ],
    ids=["refused", "accepted", "replaced", "limited"],
)
async def test_unknown_models(turn: Turn, seen: object, finds: list[str]) -> None:
    with ZooProvider(models=None) as fake:
        fake.play(turn)
        async with probing(fake) as probe:
            await unknown_model(probe)
            assert (probe.seen("unknown_model"), found(probe)) == (seen, finds)


@pytest.mark.parametrize(
    ("turn", "state", "shape", "finds"),
    [
        (Status(400, "bad"), "passed", "json", []),
        (Status(400, body="bad"), "passed", "other", []),
        (Status(200, body={"error": {"message": "bad"}}), "failed", None, ["error_in_200"]),
        (Reply(text="Fine."), "skipped", None, []),
    ],
    ids=["json", "text", "in 200", "lax"],
)
async def test_shapes(turn: Turn, state: str, shape: object, finds: list[str]) -> None:
    with ZooProvider(reply_headers={"X-RateLimit-Limit": "60"}) as fake:
        fake.play(turn)
        async with probing(fake) as probe:
            outcome = await errors(probe)
            assert (outcome.state, probe.seen("error_shape"), found(probe)) == (state, shape, finds)
            assert probe.seen("rate_limit_headers") == ["x-ratelimit-limit"]
