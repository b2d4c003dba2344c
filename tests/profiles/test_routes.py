"""Which profile serves which client: kept, and hand-editable."""

from pathlib import Path

import pytest

from profiles.errors import BadFileError, InvalidProfileError, NotFoundError
from profiles.paths import Paths
from profiles.routes import CLIENTS, ClientRoute, RouteTable


@pytest.fixture
def routes(tmp_path: Path) -> RouteTable:
    return RouteTable(Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")}))


def test_nothing_chosen_yet(routes: RouteTable) -> None:
    assert routes.all() == dict.fromkeys(CLIENTS, ClientRoute(None, "proxy"))
    assert not routes.path.exists()


def test_set_and_get(routes: RouteTable) -> None:
    routes.set("codex", "kimi")
    routes.set("claude-code", "deepseek", "direct")
    assert routes.get("codex") == ClientRoute("kimi", "proxy")
    assert routes.get("claude-code") == ClientRoute("deepseek", "direct")
    assert routes.get("other") == ClientRoute()
    assert routes.path.stat().st_mode & 0o777 == 0o600
    routes.set("codex", None)
    assert routes.get("codex") == ClientRoute()
    routes.set("codex", None)


def test_same_again_writes_nothing(routes: RouteTable) -> None:
    routes.set("codex", "kimi")
    before = routes.path.stat().st_ino
    routes.set("codex", "kimi")
    assert routes.path.stat().st_ino == before


def test_removed_profile_is_forgotten(routes: RouteTable) -> None:
    for client in CLIENTS:
        routes.set(client, "kimi" if client != "codex" else "zhipu")
    assert routes.forget("kimi") == ("claude-code", "other")
    assert routes.forget("kimi") == ()
    assert routes.get("codex") == ClientRoute("zhipu")
    assert routes.get("other") == ClientRoute()


def test_hand_edits_stay(routes: RouteTable) -> None:
    routes.path.parent.mkdir(parents=True)
    routes.path.write_text(
        '# mine\ncodex = "kimi" # short form\n\n[future]\nx = 1\n[other]\nprofile = "a" # why\n'
    )
    assert routes.get("codex") == ClientRoute("kimi")
    routes.set("other", "b")
    text = routes.path.read_text()
    assert "# mine" in text
    assert 'profile = "b" # why' in text
    assert "[future]\nx = 1" in text
    routes.set("codex", "zhipu", "direct")
    assert routes.get("codex") == ClientRoute("zhipu", "direct")


@pytest.mark.parametrize(
    "text", ["[codex]\nprofile = 1\n", '[codex]\nmode = "tunnel"\n', "codex = 1\n", "codex = "]
)
def test_mistakes_are_named_and_left_alone(routes: RouteTable, text: str) -> None:
    routes.path.parent.mkdir(parents=True)
    routes.path.write_text(text)
    for attempt in (routes.all, lambda: routes.set("other", "x")):
        with pytest.raises(BadFileError):
            attempt()
    assert routes.path.read_text() == text


def test_unknown_client(routes: RouteTable) -> None:
    for attempt in (lambda: routes.get("cursor"), lambda: routes.set("cursor", "x")):
        with pytest.raises(NotFoundError, match="cursor") as caught:
            attempt()
        assert "claude-code" in caught.value.fix


# ----------------------------------------------------------------------------- fallbacks
def test_fallbacks_stay_through_every_switch(routes: RouteTable) -> None:
    routes.set("codex", "a")
    routes.set_fallbacks("codex", ["b", "c", "b"])
    assert routes.fallbacks()["codex"] == ("b", "c")
    routes.set("codex", "b", "direct")
    assert routes.get("codex") == ClientRoute("b", "direct")
    assert routes.fallbacks()["codex"] == ("b", "c")
    routes.set("codex", None)
    assert routes.get("codex") == ClientRoute()
    assert routes.fallbacks() == {"codex": ("b", "c"), "claude-code": (), "other": ()}
    routes.set_fallbacks("codex", [])
    assert routes.fallbacks()["codex"] == ()


def test_a_removed_profile_is_no_fallback(routes: RouteTable) -> None:
    routes.set("codex", "a")
    routes.set_fallbacks("codex", ["b", "c"])
    routes.set_fallbacks("other", ["b"])
    assert routes.forget("b") == ()
    assert routes.fallbacks() == {"codex": ("c",), "claude-code": (), "other": ()}
    assert routes.forget("a") == ("codex",)
    assert routes.fallbacks()["codex"] == ("c",)


def test_the_short_form_can_have_fallbacks(routes: RouteTable) -> None:
    routes.path.parent.mkdir(parents=True, exist_ok=True)
    routes.path.write_text('codex = "a"\n')
    routes.set_fallbacks("codex", ["b"])
    assert routes.get("codex").profile == "a"
    assert routes.fallbacks()["codex"] == ("b",)


def test_fallbacks_are_checked(routes: RouteTable) -> None:
    with pytest.raises(NotFoundError):
        routes.set_fallbacks("cursor", ["a"])
    with pytest.raises(InvalidProfileError, match="10"):
        routes.set_fallbacks("codex", [f"p{number}" for number in range(11)])
    routes.path.parent.mkdir(parents=True, exist_ok=True)
    routes.path.write_text('[codex]\nfallbacks = "b"\n')
    with pytest.raises(BadFileError, match="fallbacks of codex"):
        routes.fallbacks()
