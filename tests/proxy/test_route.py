"""Where requests go: the model map, the best endpoint, pinned profiles."""

import pytest

from proxy.conversation import Wire
from proxy.dialect import Dialect
from proxy.route import Endpoint, Route, RouteTable
from proxy.wires import RequestError


async def _no_key() -> str | None:
    return None


def _route(profile: str = "p", wires: tuple[Wire, ...] = ("chat",), **fields: object) -> Route:
    endpoints = tuple(Endpoint(wire, f"https://api.example/{wire}", Dialect()) for wire in wires)
    return Route(profile=profile, provider="x", endpoints=endpoints, credential=_no_key, **fields)  # type: ignore[arg-type]


ROUTE = _route(
    model="big",
    small_model="small",
    models=("big", "small", "extra"),
    model_map={"gpt-5.5": "extra", "opus": "big-opus"},
)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("gpt-5.5", "extra"),
        ("extra", "extra"),
        ("big[1m]", "big"),
        ("claude-opus-5-5", "big-opus"),
        ("claude-sonnet-5", "big"),
        ("claude-haiku-4-5-20251001", "small"),
        ("gpt-5.6-luna", "small"),
        ("gpt-5.4-mini", "small"),
        ("codex-auto-review", "big"),
        ("gpt-6-astra", "big"),
        ("", "big"),
    ],
)
def test_row_020_every_name_is_served(asked: str, served: str) -> None:
    assert ROUTE.upstream_model(asked) == served


def test_row_019_the_window_suffix_is_not_a_model() -> None:
    assert _route(model=None).upstream_model("deepseek-v4-pro[1m]") == "deepseek-v4-pro"


@pytest.mark.parametrize(
    ("inbound", "wires", "expected"),
    [
        ("responses", ("chat", "messages", "responses"), "responses"),
        ("responses", ("messages", "chat"), "chat"),
        ("messages", ("chat", "responses"), "chat"),
        ("messages", ("responses",), "responses"),
        ("chat", ("messages", "responses"), "responses"),
    ],
)
def test_the_best_endpoint(inbound: Wire, wires: tuple[Wire, ...], expected: Wire) -> None:
    assert _route(wires=wires).endpoint_for(inbound).wire == expected


def test_pick_and_pin() -> None:
    table = RouteTable()
    table.load(
        {"a": _route("a", model="m-a"), "b": _route("b", model="m-b", models=("x@1",))}, {"codex": "a"}
    )
    assert table.pick("codex", "responses", "anything").route.profile == "a"
    pinned = table.pick("codex", "responses", "m-b@b")
    assert (pinned.route.profile, pinned.model) == ("b", "m-b")
    assert table.pick("codex", "responses", "m@nowhere").route.profile == "a"
    with pytest.raises(RequestError, match="turnout use"):
        table.pick("claude-code", "messages", "m")


def test_switch_moves_the_next_request_only() -> None:
    table = RouteTable()
    routes = {"a": _route("a", model="m"), "b": _route("b", model="m")}
    table.load(routes, {"codex": "a"})
    before = table.pick("codex", "chat", "m")
    table.load(routes, {"codex": "b"})
    assert (before.route.profile, table.pick("codex", "chat", "m").route.profile) == ("a", "b")
    active = table.active("codex")
    assert active is not None
    assert active.profile == "b"
