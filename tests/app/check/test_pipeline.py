"""The pipeline is Turnout itself: translated, recorded, with keys left out."""

from app.check.clients.codex import CodexTalk
from app.check.pipeline import Pipeline
from app.routing import route_of
from proxy.conversation import Usage
from tests.app.check.conftest import keys, profile_at
from tests.fakes.script import Reply, Status
from tests.fakes.zoo import KEY
from tests.fakes.zoo_provider import MODEL, ZooProvider


async def test_a_request_goes_through_translation_and_is_counted() -> None:
    counted: list[Usage | None] = []
    with ZooProvider(wires=("chat",)) as fake:
        async with Pipeline(route_of(profile_at(fake), keys()), (KEY,), 0.0, counted.append) as pipeline:
            talk = CodexTalk(MODEL, "Reply with OK")
            passed = await pipeline.post("codex", talk.path, talk.body(), talk.headers)
        assert (fake.asks[0].wire, fake.asks[0].key) == ("chat", KEY)
    assert (passed.status, passed.failure) == (200, None)
    assert talk.take(passed.events).text == "OK"
    assert passed.exchange is not None and passed.exchange.client == "codex"
    assert counted[0] is not None and counted[0].output > 0


async def test_a_rate_limit_is_waited_for() -> None:
    with ZooProvider(wires=("chat",)) as fake:
        fake.play([Status(429, "slow down"), Status(429, f"slow down {KEY}"), Reply(text="OK")])
        async with Pipeline(route_of(profile_at(fake), keys()), (KEY,), 0.0, lambda _: None) as pipeline:
            talk = CodexTalk(MODEL, "hello")
            passed = await pipeline.post("codex", talk.path, talk.body(), talk.headers)
            assert passed.status == 200
            fake.play(Status(429, f"slow down {KEY}"))
            refused = await pipeline.post("codex", talk.path, talk.body(), talk.headers)
    assert refused.failure is not None and refused.failure.kind == "rate_limited"
    assert refused.exchange is not None
    assert KEY.encode() not in b"".join(chunk for _, chunk in refused.exchange.upstream_reply)
