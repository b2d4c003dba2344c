"""Which client is served by what."""

from pathlib import Path

from app.context import Context
from app.overview import describe_routes, find_written, is_connected
from app.switching import restore, switch
from profiles.making import make_profile
from profiles.routes import ClientRoute

DEMO = make_profile("demo", preset="demo").profile
NOTHING = {"profile": None, "model": None, "mode": "proxy", "connected": False}


def test_every_client_is_there_also_without_a_route(context: Context) -> None:
    assert describe_routes([], {}, context.activation) == dict.fromkeys(
        ("codex", "claude-code", "other"), NOTHING
    )


def test_a_route_whose_profile_is_gone(context: Context) -> None:
    described = describe_routes(
        [DEMO], {"codex": ClientRoute("gone"), "other": ClientRoute("demo")}, context.activation
    )
    assert described["codex"] == {**NOTHING, "profile": "gone"}
    assert described["other"] == {**NOTHING, "profile": "demo", "model": "demo"}


def test_connected_is_what_the_file_says(context: Context, tmp_path: Path) -> None:
    context.profiles.add(DEMO)
    switch(context, "demo", ["codex"], port=8377)
    assert is_connected(context.activation, "codex")
    assert not is_connected(context.activation, "claude-code")
    assert not is_connected(context.activation, "other")
    config = tmp_path / "home" / ".codex" / "config.toml"
    config.write_text("[broken\n")
    assert not is_connected(context.activation, "codex")
    config.unlink()
    config.mkdir()  # reading it is an error of the system
    assert not is_connected(context.activation, "codex")


def test_what_we_wrote_is_known_whatever_has_become_of_it(context: Context, tmp_path: Path) -> None:
    assert find_written(context) == frozenset()
    context.profiles.add(DEMO)
    switch(context, "demo", ["codex"], port=1111)
    config = tmp_path / "home" / ".codex" / "config.toml"
    config.write_text("")
    assert not is_connected(context.activation, "codex")
    assert find_written(context) == {"codex"}
    restore(context)
    assert find_written(context) == frozenset()
    context.paths.activation_json.write_text("{")
    assert find_written(context) == frozenset()
