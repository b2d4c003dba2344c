"""count_tokens of the provider itself."""

from app.check.steps.counting import count_tokens
from tests.app.check.conftest import probing
from tests.fakes.script import Status
from tests.fakes.zoo_provider import ZooProvider


async def test_a_provider_that_counts_and_one_that_does_not() -> None:
    with ZooProvider() as fake:
        async with probing(fake, "messages") as probe:
            assert (await count_tokens(probe)).state == "passed"
            assert probe.seen("count_tokens") is True
            fake._door = Status(404, body="nothing")
            assert (await count_tokens(probe)).state == "skipped"
            assert probe.seen("count_tokens") is False
        assert fake.strays[0].path == "/v1/messages/count_tokens"
