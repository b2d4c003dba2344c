"""The door: address, key, model list."""

from typing import Any

import pytest

from app.check.answer import Answer
from app.check.probe import Probe
from app.check.steps import door
from app.check.steps.door import base_of
from proxy.dialect import Dialect
from proxy.route import Endpoint
from tests.app.check.conftest import found, probing
from tests.fakes.script import Html, NewApi, Status
from tests.fakes.zoo_provider import ZooProvider


def test_base_urls_are_found_back() -> None:
    for wire, url in (
        ("chat", "https://a/v1/chat/completions"),
        ("messages", "https://a/b/v1/messages"),
        ("responses", "https://a/v1/responses"),
    ):
        base = base_of(Endpoint(wire, url, Dialect()))  # type: ignore[arg-type]
        assert base in ("https://a/v1", "https://a/b")
    assert base_of(Endpoint("messages", "https://a/v2/messages", Dialect())) == "https://a/v2"


async def test_a_provider_that_is_there() -> None:
    with ZooProvider(types=("openai",)) as fake:
        async with probing(fake) as probe:
            for step in (door.reach, door.base_url, door.key, door.models):
                assert (await step(probe)).state == "passed"
            assert probe.shared.capabilities["endpoint_types"] == ["openai"]
            assert (await door.promises(probe)).state == "passed"
            assert found(probe) == []


async def test_a_list_that_is_not_there_says_nothing() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            probe.kept["list"] = Answer("chat", b"", 404, {}, b"nothing here")
            assert (await door.key(probe)).state == "skipped"
            assert (await door.models(probe)).state == "skipped"
            assert (await door.promises(probe)).state == "skipped"


@pytest.mark.parametrize("body", [b"no json", b"5", b'{"data": []}'])
async def test_odd_lists(body: bytes) -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            probe.kept["list"] = Answer("chat", b"", 200, {}, body)
            assert (await door.models(probe)).state == "skipped"


async def test_lists_in_other_shapes() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            probe.kept["list"] = Answer("chat", b"", 200, {}, b'[{"id":"fake-large","context_length":4096}]')
            assert (await door.models(probe)).cause == "fake-large is listed"
            assert probe.shared.capabilities["context_window"] == 4096
            probe.kept["list"] = Answer("chat", b"", 200, {}, b'{"models":[{"id":"other"}]}')
            assert "is not among them" in (await door.models(probe)).cause


async def test_a_list_that_refuses_the_key_does_not_decide() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            probe.kept["list"] = Answer("chat", b"", 401, {}, b"{}")
            assert (await door.key(probe)).state == "passed"
            fake._door = NewApi(401, "无效的令牌")
            assert (await door.key(probe)).state == "failed"
            assert found(probe) == ["key_refused"]


async def test_a_missing_version_is_found_and_the_right_address_named() -> None:
    with ZooProvider(pages=True) as fake:
        async with probing(fake) as probe:
            endpoint = probe.line.endpoints["chat"]
            probe.line.endpoints["chat"] = Endpoint("chat", f"{fake.base}/chat/completions", endpoint.dialect)
            outcome = await door.base_url(probe)
    assert outcome.state == "failed"
    assert outcome.fix == f"Make it {fake.base}/v1: there the API answers."


async def test_an_overloaded_gateways_page_says_nothing_about_the_address() -> None:
    with ZooProvider() as fake:
        fake.play(Html(502))
        async with probing(fake) as probe:
            assert not door.is_elsewhere(await probe.line.post(probe.line.endpoints["chat"], b"{}", False))


async def test_wires_that_are_tried() -> None:
    with ZooProvider(
        wires=("chat", "responses"), refuse=lambda ask: NewApi(400, "x", "convert_request_failed")
    ) as fake:
        async with probing(fake) as probe:
            states: list[Any] = []
            for wire in ("messages", "responses"):
                tried = Probe(probe.shared, wire, declared=False)  # type: ignore[arg-type]
                probe.line.endpoints[tried.wire] = Endpoint(tried.wire, f"{fake.base}/v1/{wire}", Dialect())
                states.append((await door.endpoint(tried)).state)
            assert states == ["skipped", "passed"]
            fake._door = Status(400, body={"error": {"code": "convert_request_failed", "message": "no"}})
            assert (await door.endpoint(tried)).state == "failed"
            assert found(probe) == ["responses_unsupported"]
