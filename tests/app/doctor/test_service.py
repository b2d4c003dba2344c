"""The service, its port, and clients that do not come to it."""

import socket
from pathlib import Path

from app.context import Context
from app.doctor import find_problems
from app.switching import switch
from profiles.making import make_profile
from tests.app.doctor.conftest import Find
from tests.app.serving import ServiceInThread


def test_nothing_stands_in_the_way(find: Find, context: Context) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread():
        switch(context, "demo")
        assert find_problems(context) == []


def test_not_running(find: Find, context: Context) -> None:
    [finding] = find("not_running")
    assert finding.severity == "warning"
    context.profiles.add(make_profile("demo", preset="demo").profile)
    switch(context, "demo", ["codex"])
    [finding] = find("not_running")
    assert finding.severity == "severe"
    assert "codex cannot reach it" in finding.cause
    assert "turnout restore" in finding.fix


def test_a_port_that_is_taken(find: Find, context: Context, free_port: int) -> None:
    assert find("port_taken") == []
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", free_port))
        stranger.listen()
        [finding] = find("port_taken")
    assert (finding.severity, str(free_port) in finding.message) == ("severe", True)
    context.settings.set("port", 0)
    assert find("port_taken") == []


def test_clients_that_do_not_come(find: Find, context: Context, tmp_path: Path) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread():
        switch(context, "demo")
        config = tmp_path / "home" / ".codex" / "config.toml"
        config.write_text("")
        [finding] = find("not_connected")
        assert "turnout connect --client codex" in finding.fix
        config.write_text("[broken")
        assert find("not_connected") == []
        [finding] = find("bad_file")
        assert str(config) in finding.message


def test_entries_of_another_time(find: Find, context: Context) -> None:
    """A service that was killed, and its successor could not write the file."""
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread() as service:
        switch(context, "demo", ["codex"], port=service.port + 1)
        [finding] = find("entries_old")
        assert (finding.severity, service.base in finding.cause) == ("severe", True)
