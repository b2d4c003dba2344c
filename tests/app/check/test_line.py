"""The line: native requests, their times, their failures."""

import asyncio
import ssl

import aiohttp
import pytest

from app.check.line import Ask, tls_trouble
from app.check.turns import user
from proxy.conversation import Thinking
from tests.app.check.conftest import probing
from tests.fakes.script import Cut, Drop, NewApi, Reply, Status
from tests.fakes.zoo_provider import ZooProvider

HELLO = Ask(items=(user("Reply with OK"),))


async def test_rate_limits_are_waited_for_and_refusals_mended() -> None:
    turns = [
        Status(429, "slow down", headers={"retry-after": "1"}),
        Status(400, "Unsupported parameter: 'max_tokens' is not supported, use 'max_completion_tokens'"),
        Reply(text="OK"),
        Reply(text="OK"),
    ]
    with ZooProvider() as fake:
        fake.play(turns)
        async with probing(fake) as probe:
            answer = await probe.line.ask("chat", HELLO)
            again = await probe.line.ask("chat", HELLO)
            assert probe.line.mended == {"chat": ["rename_max_tokens max_completion_tokens"]}
        assert ["max_completion_tokens" in ask.body for ask in fake.asks] == [False, False, True, True]
    assert (answer.failure, again.failure) == (None, None)


async def test_what_the_steps_ask_about_is_not_mended() -> None:
    with ZooProvider(stream_only=True) as fake:
        async with probing(fake) as probe:
            answer = await probe.line.ask("chat", Ask(items=HELLO.items, stream=False))
    assert answer.failure is not None and answer.failure.kind == "bad_request"


@pytest.mark.parametrize(
    ("turn", "kind"), [(Drop(), "network"), (Reply(text="OK, really", troubles=(Cut(1),)), "truncated")]
)
async def test_connections_that_break(turn: Drop | Reply, kind: str) -> None:
    with ZooProvider() as fake:
        fake.play(turn)
        async with probing(fake) as probe:
            answer = await probe.line.ask("chat", HELLO)
    assert answer.failure is not None and answer.failure.kind == kind


async def test_a_provider_that_says_nothing_times_out() -> None:
    server = await asyncio.start_server(lambda reader, writer: asyncio.sleep(5), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with ZooProvider() as fake:
        fake.port = port
        async with probing(fake) as probe:
            probe.line.limit = 0.05
            answer = await probe.line.ask("chat", HELLO)
    server.close()
    assert answer.failure is not None and answer.failure.code == "timeout_first_byte"


async def test_patches_and_dialects_change_the_body() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            body = probe.line.write(
                "chat",
                Ask(
                    items=HELLO.items,
                    thinking=Thinking(enabled=True),
                    dialect={"thinking": "type"},
                    patch=lambda body: body.update(extra=1),
                    model="other",
                ),
            )
    assert (body["thinking"], body["extra"], body["model"]) == ({"type": "enabled"}, 1, "other")


async def test_evidence_names_no_key() -> None:
    with ZooProvider(refuse=lambda ask: NewApi(401, f"bad key {ask.key}")) as fake:
        async with probing(fake) as probe:
            shown = probe.line.show(await probe.line.ask("chat", HELLO))
    assert "bad key" in shown.reply
    assert "canary" not in str(shown)


def test_certificates_are_told_from_other_troubles() -> None:
    assert tls_trouble(ssl.SSLError())
    assert not tls_trouble(aiohttp.ClientError())
