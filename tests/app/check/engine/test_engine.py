"""A check from plan to result: order, early end, cancelling, keys, costs, quick checks."""

import asyncio
import threading
from contextlib import aclosing
from typing import Any

import pytest

from app.check.engine import Check, Options
from app.check.start import check_events
from app.check.steps import images
from app.routing import route_of
from profiles.making import make_profile
from profiles.prices import Price
from profiles.profile import KeyRef
from tests.app.check.conftest import Examine, keys, profile_at, step
from tests.fakes.script import Hold, NewApi, Reply
from tests.fakes.zoo import KEY, ZOO
from tests.fakes.zoo_provider import MODEL, ZooProvider

CONTRACT = {"profile", "started_at", "steps", "findings", "verdicts", "capabilities"}


async def test_the_result_has_the_contracts_shape(examine: Examine) -> None:
    with ZooProvider(wires=("chat",)) as fake:
        result = await examine(profile_at(fake))
    assert set(result) >= CONTRACT
    assert {key for one in result["steps"] for key in one} >= {
        "id",
        "wire",
        "via",
        "state",
        "cause",
        "fix",
        "ms",
    }
    assert {one["via"] for one in result["steps"]} == {"native", "translation"}
    assert set(result["verdicts"]) == {"codex", "claude-code"}
    assert result["cancelled"] is False
    assert result["model"] == MODEL
    assert result["spent"]["input"] > 10_000


async def test_a_quick_check_takes_few_requests_and_both_clients(examine: Examine) -> None:
    with ZooProvider(wires=("chat", "messages")) as fake:
        result = await examine(profile_at(fake, "chat", "messages"), quick=True)
        asked = len(fake.asks)
    assert {(one["id"], one["via"]) for one in result["steps"]} >= {
        ("reach", "native"), ("key", "native"), ("models", "native"), ("text", "native"), ("stream", "native"),
        ("tool_call", "native"), ("tool_call", "translation"), ("tool_result", "translation"),
    }  # fmt: skip
    assert {client: one["verdict"] for client, one in result["verdicts"].items()} == {
        "codex": "translation",
        "claude-code": "native",
    }
    assert asked <= 16
    assert result["quick"] is True


async def test_only_the_asked_client_is_judged(examine: Examine) -> None:
    with ZooProvider(wires=("chat",)) as fake:
        result = await examine(profile_at(fake), quick=True, clients=("codex",))
    assert list(result["verdicts"]) == ["codex"]
    assert {one["client"] for one in result["steps"]} == {None, "codex"}


async def test_a_fatal_step_ends_it_early(examine: Examine) -> None:
    with ZooProvider(door=NewApi(401, "无效的令牌")) as fake:
        result = await examine(profile_at(fake))
        asked = len(fake.asks)
    assert asked <= 3
    skipped = [one for one in result["steps"] if one["state"] == "skipped" and one["ms"] is None]
    assert len(skipped) > 25
    assert "because of key_refused" in {one["cause"] for one in skipped}
    assert step(result, "key")["fix"] == "Store the right key: turnout key set p"


async def test_a_key_that_is_not_there_is_said(examine: Examine) -> None:
    with ZooProvider() as fake:
        result = await examine(profile_at(fake, key=KeyRef("env", "NO_SUCH_VARIABLE")))
        assert fake.asks == []
    assert [one["id"] for one in result["findings"]] == ["key_missing"]
    assert result["verdicts"]["codex"]["verdict"] == "unsafe"


async def test_the_key_is_in_nothing_that_is_shown(examine: Examine) -> None:
    with ZooProvider(refuse=lambda ask: NewApi(401, f"invalid key {KEY}")) as fake:
        result = await examine(profile_at(fake))
        assert any(ask.key == KEY for ask in fake.asks)
    assert KEY not in str(result)
    assert "invalid key" in str(result)


async def test_the_plan_comes_first_and_says_the_cost() -> None:
    with ZooProvider() as fake:
        profile = profile_at(fake, prices={MODEL: Price(input=1.0, output=2.0, currency="CNY")})
        async with aclosing(check_events(profile, keys(), Options(quick=True))) as events:
            first = await anext(events)
            assert fake.asks == []
            told = [event async for event in events]
    assert first["event"] == "plan"
    tokens = first["data"]["tokens"]
    cost = (tokens["input"] + 2 * tokens["output"]) / 1_000_000
    assert first["data"]["cost"] == {"currency": "CNY", "amount": pytest.approx(cost)}
    planned = [(one["id"], one["wire"], one["via"]) for one in first["data"]["steps"]]
    assert len(set(planned)) == len(planned)
    done = [(e["data"]["id"], e["data"]["wire"], e["data"]["via"]) for e in told if e["event"] == "step"]
    assert done == planned
    assert told[-1]["event"] == "result"
    assert told[-1]["data"]["cost"]["currency"] == "CNY"


async def test_it_can_be_cancelled_in_the_middle_of_a_step() -> None:
    held = threading.Event()

    def hold(reply: Reply, ask: Any) -> Reply:
        return Reply(text="OK", troubles=(Hold(held, "headers"),))

    with ZooProvider(change=hold) as fake:
        check = Check(profile_at(fake), route_of(profile_at(fake), keys()), Options())

        async def run() -> None:
            async with aclosing(check.run()) as results:
                async for _ in results:
                    pass

        task = asyncio.get_running_loop().create_task(run())
        await asyncio.to_thread(fake.wait, 2)  # the empty body of `base_url`, then the first words
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        held.set()
    result = check.result().as_json()
    assert result["cancelled"] is True
    assert result["verdicts"] == {}
    assert [one["id"] for one in result["steps"]] == ["reach", "base_url", "key", "models"]


async def test_a_fault_of_a_step_does_not_take_the_others_along(
    examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(images, "picture", broken)
    with ZooProvider(wires=("chat",)) as fake:
        result = await examine(profile_at(fake))
    assert step(result, "image", "chat")["cause"].startswith("Turnout's check itself failed")
    assert step(result, "cache", "chat")["state"] == "passed"
    assert result["verdicts"]["codex"]["verdict"] == "translation"


async def test_a_profile_without_a_model_takes_the_first_that_is_listed(examine: Examine) -> None:
    with ZooProvider(wires=("chat",)) as fake:
        result = await examine(profile_at(fake, model=None), quick=True)
    assert result["model"] == MODEL
    assert result["verdicts"]["codex"]["verdict"] == "translation"


async def test_wires_that_the_profile_does_not_name_are_tried(examine: Examine) -> None:
    with ZooProvider() as fake:
        result = await examine(profile_at(fake, "messages"))
    assert result["capabilities"]["wires"] == {"messages": True, "responses": True, "chat": True}
    assert step(result, "tool_result", "chat")["state"] == "passed"
    assert result["findings"] == []


async def test_what_turnout_mends_is_mended_here_too(examine: Examine) -> None:
    animal = ZOO["wants-completion-tokens"]
    with animal.provider() as fake:
        result = await examine(animal.profile(fake))
    assert result["capabilities"]["mended"] == {"chat": ["rename_max_tokens max_completion_tokens"]}


async def test_the_demo_provider_is_started_for_its_profile(examine: Examine) -> None:
    result = await examine(make_profile("demo", preset="demo").profile, quick=True)
    assert step(result, "text", "chat")["state"] == "passed"
