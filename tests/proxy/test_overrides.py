"""What the user sets for a profile and model: on every wire, translated or not, with a note for each."""

from typing import Any

import orjson
import pytest

from proxy.conversation import WIRES, Wire
from proxy.dialect import Dialect
from proxy.overrides import Override, joined, merge
from tests.catalogue.talk import dialect as of_presets
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import make_route, running_proxy
from tests.fakes.script import Reply, Status
from tests.proxy.test_relay import ask

EFFORT = {"chat": "reasoning_effort", "responses": "reasoning", "messages": "output_config"}
SPOKEN: dict[Wire, Dialect] = {
    "chat": Dialect(effort_field="reasoning_effort", efforts={"low": "low", "high": "high"}),
    "responses": Dialect(effort_field="reasoning", efforts={"low": "low", "high": "high"}),
    "messages": Dialect(
        effort_field="output_config", thinking="adaptive", efforts={"low": "low", "high": "high"}
    ),
}


def effort_in(wire: Wire, body: Any) -> str:
    value = body[EFFORT[wire]]
    return str(value if wire == "chat" else value["effort"])


def system_in(wire: Wire, body: Any) -> str:
    match wire:
        case "responses":
            return str(body.get("instructions") or body["input"][0])
        case "messages":
            return str(body["system"])
        case "chat":
            return str(body["messages"][0])


async def sent(inbound: Wire, upstream: Wire, override: Override, dialect: Dialect, **fields: Any) -> Any:
    """Send one request; return the upstream body, its headers and the notes."""
    with FakeProvider(Reply(text="ok")) as provider:
        route = make_route(provider.url(upstream), upstream, dialect, overrides={"*": override})
        async with running_proxy(route) as running:
            status, said, _ = await running.post(inbound, ask(inbound, stream=False, **fields))
            assert status == 200, said
            exchange = running.last()
            assert orjson.loads(exchange.upstream_request) == provider.asks[0].body
            return provider.asks[0].body, provider.asks[0].headers, [note.path for note in exchange.notes]


@pytest.mark.parametrize("maker", [False, True], ids=["translated", "verbatim"])
@pytest.mark.parametrize("wire", WIRES)
async def test_all_of_it(wire: Wire, maker: bool) -> None:
    override = Override(
        headers={"X-Own": "yes"},
        body={"service_tier": "flex", "nested": {"kept": 1, "list": [1]}},
        remove=("temperature", "nothing.there"),
        effort="high",
        max_output=500,
        system_prefix="Be brief.",
    )
    dialect = Dialect(maker=True) if maker else SPOKEN[wire]
    body, headers, notes = await sent(wire, wire, override, dialect, temperature=0.3)
    assert headers["x-own"] == "yes"
    assert body["service_tier"] == "flex"
    assert body["nested"] == {"kept": 1, "list": [1]}
    assert "temperature" not in body
    assert effort_in(wire, body) == "high"
    assert 500 in [body.get(name) for name in ("max_tokens", "max_completion_tokens", "max_output_tokens")]
    assert "Be brief." in system_in(wire, body)
    for what in ("headers.X-Own", "effort", "max_output", "system_prefix", "body.service_tier"):
        assert f"override.{what}" in notes
    # Where it thinks, Anthropic's wire takes no temperature anyhow.
    assert "override.remove.temperature" in notes or (wire == "messages" and "temperature" in notes)
    assert "override.remove.nothing.there" not in notes


@pytest.mark.parametrize("inbound", WIRES)
async def test_through_translation(inbound: Wire) -> None:
    override = Override(effort="low", max_output=100, system_prefix="Prefix.", body={"seed": 7})
    body, _, _ = await sent(inbound, "chat", override, SPOKEN["chat"])
    assert (body["reasoning_effort"], body["max_tokens"], body["seed"]) == ("low", 100, 7)
    assert body["messages"][0] == {"role": "system", "content": "Prefix."}


@pytest.mark.parametrize("wire", WIRES)
async def test_an_effort_is_said_as_it_is_where_nothing_is_known_of_the_provider(wire: Wire) -> None:
    body, _, notes = await sent("chat", wire, Override(effort="xhigh"), of_presets(f"generic-{wire}"))
    assert effort_in(wire, body) == "xhigh"
    assert "override.effort" in notes
    assert "thinking.effort" not in notes


@pytest.mark.parametrize(("table", "word"), [("deepseek-chat", "max"), ("openrouter-responses", "xhigh")])
async def test_elsewhere_it_goes_by_the_providers_word(table: str, word: str) -> None:
    wire: Wire = "chat" if table.endswith("chat") else "responses"
    body, _, _ = await sent("chat", wire, Override(effort="xhigh"), of_presets(table))
    assert effort_in(wire, body) == word


async def test_a_smaller_wish_stays() -> None:
    for dialect in (Dialect(), Dialect(maker=True)):
        body, _, notes = await sent("messages", "messages", Override(max_output=9000), dialect)
        assert body["max_tokens"] == 1000
        assert "override.max_output" not in notes


BLOCKS = [{"type": "text", "text": "Prefix."}, {"type": "text", "text": "Own."}]
USER = {"role": "user", "content": "x"}


@pytest.mark.parametrize(
    ("wire", "before", "after"),
    [
        ("responses", {"instructions": "Own."}, {"instructions": "Prefix.\n\nOwn."}),
        ("messages", {"system": "Own."}, {"system": BLOCKS}),
        ("messages", {"system": BLOCKS[1:]}, {"system": BLOCKS}),
        ("chat", {"messages": [USER]}, {"messages": [{"role": "system", "content": "Prefix."}, USER]}),
    ],
)
def test_the_system_text_of_a_body(wire: Wire, before: Any, after: Any) -> None:
    assert orjson.loads(Override(system_prefix="Prefix.").on_bytes(orjson.dumps(before), wire, [])) == after


def test_a_cut_emoji_in_a_body_that_is_not_translated() -> None:
    said = Override(max_output=5).on_bytes(
        rb'{"messages":[{"role":"user","content":"\ud83d"}]}', "messages", []
    )
    assert orjson.loads(said) == {"messages": [{"role": "user", "content": "\ufffd"}], "max_tokens": 5}


async def test_raw_leaves_them_out_but_for_headers() -> None:
    override = Override(body={"seed": 7}, headers={"X-Own": "yes"})
    with FakeProvider(Reply(text="ok")) as provider:
        route = make_route(provider.url("chat"), "chat", model=None, overrides={"*": override})
        async with running_proxy(route) as running:
            await running.post("chat", ask("chat", stream=False), {"X-Codex-Mode": "raw"})
            assert "seed" not in provider.asks[0].body
            assert provider.asks[0].headers["x-own"] == "yes"
            notes = running.last().notes
            assert any("raw" in note.action for note in notes)
            said = [note.path for note in notes if note.path.startswith("override")]
            assert said == ["override.headers.X-Own"]


async def test_one_models_own() -> None:
    with FakeProvider(Reply(text="ok")) as provider:
        overrides = {"big": Override(body={"seed": 1}), "*": Override(body={"seed": 2})}
        route = make_route(
            provider.url("chat"), "chat", model="big", models=("big", "other"), overrides=overrides
        )
        async with running_proxy(route) as running:
            await running.post("chat", ask("chat", stream=False))
            await running.post("chat", {**ask("chat", stream=False), "model": "other"})
    assert [one.body["seed"] for one in provider.asks] == [1, 2]


async def test_it_holds_when_a_refused_request_is_sent_again() -> None:
    def script(asked: Any) -> Any:
        if "user" in asked.body:
            return Status(400, "Unknown parameter: 'user'")
        return Reply(text="ok")

    with FakeProvider(script) as provider:
        dialect = Dialect(parameters=("user",))
        route = make_route(provider.url("chat"), "chat", dialect, overrides={"*": Override(body={"seed": 7})})
        async with running_proxy(route) as running:
            status, _, _ = await running.post("chat", ask("chat", stream=False, user="me"))
            notes = [note.path for note in running.last().notes]
    assert status == 200
    assert provider.asks[1].body["seed"] == 7
    assert notes.count("override.body.seed") == 1


@pytest.mark.parametrize(
    ("target", "patch", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ({"a": "text"}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ],
)
def test_the_merge_is_that_of_rfc_7396(target: Any, patch: Any, expected: Any) -> None:
    before = orjson.dumps(target)
    assert merge(target, patch) == expected
    assert orjson.dumps(target) == before


def test_a_models_own_goes_over_what_holds_for_all() -> None:
    every = Override(
        headers={"A": "1", "B": "1"}, body={"x": {"a": 1}}, remove=("p",), effort="low", max_output=10
    )
    own = Override(
        headers={"B": "2"}, body={"x": {"b": 2}}, remove=("q", "p"), effort="high", system_prefix="S"
    )
    assert joined(every, own) == Override(
        headers={"A": "1", "B": "2"},
        body={"x": {"a": 1, "b": 2}},
        remove=("p", "q"),
        effort="high",
        max_output=10,
        system_prefix="S",
    )
