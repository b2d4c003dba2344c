"""Use, connect, restore: the clients' files, the routes, and what is said when it cannot be."""

import json
import socket
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from app import discovery, remembered
from app.context import Context
from app.discovery import Running
from app.errors import AppError, PortTakenError, ServiceUnreachableError
from app.switching import NO_PORT_YET, NOT_RUNNING, connect, refresh, restore, switch, undo
from profiles import safe_write
from profiles.errors import BadFileError, NoKeyError, NotFoundError
from profiles.making import make_profile
from profiles.profile import Endpoint, KeyRef
from tests.app.serving import ServiceInThread, chat

KEY = "sk-canary-provider-0123456789"


@pytest.fixture(autouse=True)
def profiles(context: Context) -> None:
    with socket.socket() as probe:  # a port of the machine that is free now
        probe.bind(("127.0.0.1", 0))
        context.settings.set("port", probe.getsockname()[1])
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.profiles.add(make_profile("ds", preset="deepseek", key=KeyRef("env", "DS_KEY")).profile)
    context.profiles.add(make_profile("kept", preset="deepseek").profile)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".codex" / "config.toml"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".claude" / "settings.json"


def port_of(config: Path) -> int:
    url: str = tomllib.loads(config.read_text())["model_providers"]["turnout"]["base_url"]
    return int(url.split(":")[2].split("/")[0])


def test_without_a_service_the_files_get_the_configured_port(
    context: Context, config: Path, settings: Path
) -> None:
    done = switch(context, "demo")
    assert done.warnings == (NOT_RUNNING,)
    assert port_of(config) == context.settings.load().port
    assert json.loads(settings.read_text())["env"]["ANTHROPIC_BASE_URL"].endswith(f":{port_of(config)}")
    assert {route.profile for route in context.routes.all().values()} == {"demo"}


def test_the_shape_of_the_contract(context: Context, config: Path, settings: Path) -> None:
    said = switch(context, "demo", ["claude-code"]).as_json()
    assert {"changed", "diff", "mode", "profile", "clients"} <= set(said)
    assert [set(change) for change in said["changed"]] == [{"path", "before_sha256", "after_sha256"}]
    assert said["changed"][0]["path"] == str(settings)
    assert said["changed"][0]["before_sha256"] is None
    assert (said["mode"], said["profile"], said["clients"]) == ("proxy", "demo", ["claude-code"])
    assert not config.exists()
    assert context.access.get("claude-code") not in said["diff"]


def test_the_same_again_changes_nothing(context: Context, config: Path) -> None:
    switch(context, "demo")
    before = config.stat()
    again = switch(context, "demo")
    assert again.change.changed == ()
    assert (config.stat().st_mtime_ns, config.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_dry_run_shows_and_writes_nothing(context: Context, config: Path) -> None:
    done = switch(context, "demo", dry_run=True)
    assert "model_providers.turnout" in done.change.diff
    assert not config.exists()
    assert context.routes.get("codex").profile is None
    done = restore(context, dry_run=True)
    assert done.change.changed == ()


def test_other_clients_have_no_file(context: Context, config: Path) -> None:
    done = switch(context, "demo", ["other"])
    assert done.change.changed == ()
    assert context.routes.get("other").profile == "demo"
    assert context.routes.get("codex").profile is None


def test_a_running_service_serves_the_new_profile_at_once(context: Context, config: Path) -> None:
    with ServiceInThread() as service:
        key = context.access.get("default")
        status, said = chat(service.base, key=key)
        assert (status, "no_profile" in said) == (400, True)
        done = switch(context, "demo")
        assert done.warnings == ()
        assert port_of(config) == service.port
        assert chat(service.base, key=key)[0] == 200


def test_a_port_that_a_stranger_holds(context: Context, config: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", context.settings.load().port))
        stranger.listen()
        with pytest.raises(PortTakenError, match="nothing was connected"):
            switch(context, "demo")
        with pytest.raises(PortTakenError):
            context.routes.set("codex", "demo")
            connect(context)
    assert not config.exists()


def test_a_port_that_is_not_known_before_the_start(context: Context, config: Path) -> None:
    context.settings.set("port", 0)
    done = switch(context, "demo", dry_run=True)
    assert remembered.read(context.paths) == frozenset()
    done = switch(context, "demo")
    assert done.warnings == (NO_PORT_YET,)
    assert not config.exists()
    with ServiceInThread(None) as service:
        assert set(service.announcement.connected if service.announcement else ()) == {"codex", "claude-code"}
        assert port_of(config) == service.port
    assert not config.exists()


def test_a_service_that_hangs_changes_nothing(
    context: Context, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setattr(discovery, "ANSWER_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        discovery.announce(context.paths, Running(silent.getsockname()[1], os.getpid(), "token", "0.1.0"))
        with pytest.raises(ServiceUnreachableError):
            switch(context, "demo")
    assert not config.exists()
    assert context.routes.get("codex").profile is None


def test_profiles_that_cannot_serve(context: Context, config: Path) -> None:
    with pytest.raises(NotFoundError, match="no profile 'nope'"):
        switch(context, "nope")
    done = switch(context, "kept", ["other"])  # no keyring today: said, and no reason to refuse
    assert any("keyring" in warning for warning in done.warnings)
    assert any("DS_KEY" in warning for warning in switch(context, "ds", ["other"]).warnings)


@pytest.mark.usefixtures("memory_keyring")
def test_a_profile_without_a_key_is_refused(context: Context, config: Path) -> None:
    with pytest.raises(NoKeyError, match="kept has no key"):
        switch(context, "kept")
    assert not config.exists()
    context.secrets.set("kept", KEY)
    assert switch(context, "kept").profile == "kept"
    assert KEY not in config.read_text()


@pytest.mark.parametrize("command", ["switch", "connect", "restore"])
def test_an_invalid_file_stops_everything_before_anything_is_written(
    command: str, context: Context, config: Path, settings: Path
) -> None:
    settings.parent.mkdir(parents=True)
    settings.write_text('{"env": }')
    context.routes.set("codex", "ds")
    context.routes.set("claude-code", "ds")
    with pytest.raises(BadFileError, match=r"line 1, column 9"):
        if command == "switch":
            switch(context, "demo")
        elif command == "connect":
            connect(context)
        else:
            restore(context)
    assert not config.exists()
    assert settings.read_text() == '{"env": }'
    assert context.routes.get("codex").profile == "ds"


def test_connect_takes_those_who_have_a_profile(context: Context, config: Path, settings: Path) -> None:
    with pytest.raises(NotFoundError, match="No profile serves codex"):
        connect(context)
    context.routes.set("claude-code", "demo")
    done = connect(context)
    assert (done.clients, done.profile, done.warnings) == (("claude-code",), "demo", (NOT_RUNNING,))
    with pytest.raises(NotFoundError, match="No profile serves codex"):
        connect(context, ["codex"])
    context.routes.set("codex", "ds")
    assert connect(context).profile is None  # two different ones
    assert connect(context, ["other"]).clients == ()


def test_restore_gives_the_bytes_back_and_stays(context: Context, config: Path, settings: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_bytes(b"# mine\r\nmodel = 'x'\r\n")
    with ServiceInThread():
        switch(context, "demo")
        done = restore(context)
        assert {change.path for change in done.change.changed} >= {config, settings}
        assert config.read_bytes() == b"# mine\r\nmodel = 'x'\r\n"
    with ServiceInThread() as service:
        assert service.announcement
        assert service.announcement.connected == ()
    assert config.read_bytes() == b"# mine\r\nmodel = 'x'\r\n"


def test_restore_names_what_somebody_else_has_changed(context: Context, config: Path) -> None:
    switch(context, "demo", ["codex"])
    config.write_text(config.read_text().replace('model = "demo"', 'model = "mine"'))
    done = restore(context)
    assert any("Kept" in warning and "model" in warning for warning in done.warnings)
    assert tomllib.loads(config.read_text()) == {"model": "mine"}


def test_refresh_writes_connected_clients_anew(context: Context, config: Path, settings: Path) -> None:
    switch(context, "demo", ["codex"])
    context.access.rotate("codex")
    assert refresh(context) == ()
    assert context.access.get("codex") in config.read_text()
    assert not settings.exists()


def test_refresh_says_what_could_not_be_written(context: Context, config: Path) -> None:
    switch(context, "demo", ["codex"])
    config.chmod(0o400)
    context.access.rotate("codex")
    [warning] = refresh(context)
    assert warning.startswith("codex still has what it had")
    assert "read-only" in warning


@pytest.fixture
def both(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A profile that both clients can use directly."""
    made = make_profile("both", base_url="https://a.example.com/v1", wire="responses", model="m").profile
    endpoints = (*made.endpoints, Endpoint("messages", "https://a.example.com/anthropic"))
    context.profiles.add(replace(made, endpoints=endpoints, key=KeyRef("env", "BOTH_KEY")))
    return context


def test_directly_nobody_needs_turnout(both: Context, config: Path, settings: Path) -> None:
    done = switch(both, "both", mode="direct")
    assert (done.mode, done.clients, done.as_json()["mode"]) == ("direct", ("codex", "claude-code"), "direct")
    assert NOT_RUNNING not in done.warnings
    assert any("the client needs it" in warning for warning in done.warnings)
    assert tomllib.loads(config.read_text())["model_providers"]["turnout"]["base_url"].endswith("com/v1")
    assert "apiKeyHelper" in json.loads(settings.read_text())
    assert both.routes.get("codex").mode == both.routes.get("claude-code").mode == "direct"
    assert both.routes.get("other").profile is None
    catalogued = json.loads(both.paths.catalog_json.read_text())["models"]
    assert [model["slug"] for model in catalogued] == ["m"]
    assert switch(both, "both", mode="direct").change.changed == ()
    assert connect(both).mode == "direct"
    assert connect(both).change.changed == ()
    assert refresh(both) == ()


def test_back_through_turnout_and_out(both: Context, config: Path, settings: Path) -> None:
    switch(both, "both", mode="direct")
    done = switch(both, "demo")
    assert done.mode == "proxy"
    assert both.routes.get("codex").mode == "proxy"
    assert "auth" not in tomllib.loads(config.read_text())["model_providers"]["turnout"]
    restore(both)
    assert not config.exists()
    assert not settings.exists()


def test_directly_what_cannot_be_changes_nothing(context: Context, config: Path) -> None:
    chat_only = make_profile("chat", base_url="https://a.example.com/v1", wire="chat", key=KeyRef("none"))
    context.profiles.add(chat_only.profile)
    with pytest.raises(AppError, match="codex speaks responses"):
        switch(context, "chat", mode="direct")
    with pytest.raises(AppError, match="Other apps"):
        switch(context, "ds", ["other"], mode="direct")
    assert not config.exists()
    assert context.routes.get("codex").profile is None


def test_undo_goes_back_one_change_at_a_time(context: Context, config: Path, settings: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_bytes(b"# mine\r\nmodel = 'x'\r\n")
    switch(context, "demo")
    first = config.read_bytes()
    switch(context, "ds", ["codex"])
    assert config.read_bytes() != first
    dry = undo(context, dry_run=True)
    assert dry.change.changed
    done = undo(context)
    assert (done.profile, done.clients, done.mode) == ("demo", ("codex",), "proxy")
    assert config.read_bytes() == first
    assert context.routes.get("codex").profile == "demo"
    restore(context)
    assert undo(context).clients == ("codex", "claude-code")
    assert config.read_bytes() == first
    done = undo(context)
    assert (done.profile, done.clients) == (None, ("codex", "claude-code", "other"))
    assert config.read_bytes() == b"# mine\r\nmodel = 'x'\r\n"
    assert not settings.exists()
    assert context.routes.get("other").profile is None
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo(context)


def test_undo_keeps_routes_that_were_edited_since(context: Context) -> None:
    switch(context, "demo")
    switch(context, "ds", ["codex"])
    with context.routes.path.open("a") as file:
        file.write("# by hand\n")
    context.routes.set("other", "kept")
    undo(context)
    assert context.routes.get("codex").profile == "demo"
    assert context.routes.get("other").profile == "kept"
    assert "# by hand" in context.routes.path.read_text()


def test_what_the_service_does_by_itself_is_not_undone(context: Context, config: Path) -> None:
    with ServiceInThread():
        switch(context, "demo")
    assert not config.exists()
    with ServiceInThread() as service:
        assert port_of(config) == service.port
        done = undo(context)
        assert done.profile is None
        assert not config.exists()
    assert not config.exists()


def test_undo_leads_to_the_service_that_runs_now(context: Context, config: Path) -> None:
    switch(context, "demo")
    switch(context, "ds")
    with ServiceInThread() as service:
        undo(context)
        assert port_of(config) == service.port
        assert context.routes.get("codex").profile == "demo"


def test_a_switch_that_is_killed_is_old_as_a_whole(
    context: Context, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pointer is part of the change: files of one profile never stand beside the route to another."""
    switch(context, "demo")
    before = config.read_bytes()
    write = safe_write.write

    def die(path: Path, data: bytes, *, expected: bytes | None) -> None:
        if path == context.routes.path:
            raise KeyboardInterrupt
        write(path, data, expected=expected)

    monkeypatch.setattr(safe_write, "write", die)
    with pytest.raises(KeyboardInterrupt):
        switch(context, "ds")
    monkeypatch.undo()
    assert config.read_bytes() == before
    assert context.routes.get("codex").profile == "demo"
    assert not context.activation.unfinished()
