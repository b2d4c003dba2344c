"""Every endpoint under its three addresses, with a Bearer key, and a model list that is never old."""

from typing import Any

import pytest

from proxy.conversation import WIRES
from proxy.model_list import ListedModel
from tests.behaviours.documented import WHOLE
from tests.behaviours.gateway import MODELS, gateway
from tests.catalogue.replies import read_whole
from tests.fakes.relay import KEY, PATHS, PROVIDER_KEY

PREFIXES = ("", "/v1", "/v1/v1")


async def test_every_address_is_served_with_or_without_v1() -> None:
    served = []
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            for prefix in PREFIXES:
                for wire in WIRES:
                    url = f"{on.running.base}{prefix}{PATHS[wire]}"
                    async with on.running.session.post(url, json=WHOLE[wire]) as answer:
                        said = read_whole(wire, await answer.json())
                    assert said.text == "Hello there."
                    assert said.usage
                    assert said.usage["input"] > said.usage["output"] > 0
                    served.append((upstream, prefix, wire))
        assert {ask.wire for ask in on.asks} == set(WIRES)
        assert {ask.key for ask in on.asks} == {PROVIDER_KEY}
    assert len(served) == 27


async def test_the_model_list_is_read_at_each_request() -> None:
    async with gateway() as on:
        seen: list[Any] = []
        for prefix in PREFIXES:
            async with on.running.session.get(f"{on.running.base}{prefix}/models") as answer:
                body = await answer.json()
                assert body["object"] == "list"
                seen.append([model["id"] for model in body["data"]])
        assert seen == [list(MODELS)] * 3
        on.running.proxy._models = lambda: (ListedModel("gpt-6", "turnout", "gpt-6", {"slug": "gpt-6"}),)
        async with on.running.session.get(f"{on.running.base}/v1/models") as answer:
            assert [model["id"] for model in (await answer.json())["data"]] == ["gpt-6"]


@pytest.mark.parametrize("header", [{"Authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}])
async def test_the_key_comes_as_each_client_sends_it(header: dict[str, str]) -> None:
    async with gateway() as on:
        on.running.session.headers.clear()
        said = await on.ask("chat", WHOLE["chat"], **header)
        assert said.text == "Hello there."
