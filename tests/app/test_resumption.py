"""The clients' files between two services."""

import tomllib
from pathlib import Path

import pytest

from app import remembered
from app.context import Context
from app.resumption import resume, suspend
from app.switching import switch
from profiles.making import make_profile
from profiles.profile import KeyRef

MINE = "# mine\n"


@pytest.fixture(autouse=True)
def connected(context: Context, tmp_path: Path) -> None:
    (tmp_path / "home" / ".codex").mkdir()
    (tmp_path / "home" / ".codex" / "config.toml").write_text(MINE)
    context.profiles.add(make_profile("demo", preset="demo").profile)
    switch(context, "demo", port=1111)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".codex" / "config.toml"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".claude" / "settings.json"


def test_given_back_and_connected_again_at_another_port(
    context: Context, config: Path, settings: Path
) -> None:
    assert suspend(context) == ()
    assert config.read_text() == MINE
    assert not settings.exists()
    assert resume(context, 2222) == (("codex", "claude-code"), ())
    assert ":2222/" in config.read_text()
    assert ":2222" in settings.read_text()
    assert remembered.read(context.paths) == frozenset()


def test_a_killed_service_is_repaired_by_the_next(context: Context, config: Path) -> None:
    assert resume(context, 2222)[0] == ("codex", "claude-code")
    assert ":2222/" in config.read_text()
    suspend(context)
    assert config.read_text() == MINE


def test_who_was_not_connected_stays_so(context: Context, config: Path, settings: Path) -> None:
    context.activation.restore(["claude-code"])
    suspend(context)
    assert resume(context, 2222)[0] == ("codex",)
    assert not settings.exists()


def test_one_bad_file_keeps_nobody_else_waiting(context: Context, config: Path, settings: Path) -> None:
    suspend(context)
    config.write_text("[broken\n")
    connected, [warning] = resume(context, 2222)
    assert connected == ("claude-code",)
    assert "codex was not connected" in warning
    assert "line 1" in warning
    suspend(context)
    config.write_text(MINE)
    assert resume(context, 3333) == (("codex", "claude-code"), ())


def test_a_file_that_cannot_be_given_back_is_said(context: Context, config: Path, settings: Path) -> None:
    config.chmod(0o400)
    [warning] = suspend(context)
    assert warning.startswith("codex is still connected")
    assert not settings.exists()
    config.chmod(0o600)
    assert resume(context, 2222)[0] == ("codex", "claude-code")
    assert ":2222/" in config.read_text()


def test_what_others_have_changed_is_kept_and_said(context: Context, config: Path) -> None:
    config.write_text(config.read_text().replace('model = "demo"', 'model = "mine"'))
    [warning] = suspend(context)
    assert "Kept" in warning
    assert tomllib.loads(config.read_text())["model"] == "mine"


def test_a_profile_that_is_gone(context: Context) -> None:
    suspend(context)
    context.routes.forget("demo")
    connected, warnings = resume(context, 2222)
    assert connected == ()
    assert len(warnings) == 2
    assert "No profile serves codex" in warnings[0]


def test_who_goes_to_a_provider_directly_stays_there(context: Context, config: Path, settings: Path) -> None:
    made = make_profile("rx", base_url="https://a.example.com/v1", wire="responses", key=KeyRef("none"))
    context.profiles.add(made.profile)
    switch(context, "rx", ["codex"], mode="direct")
    before = config.read_bytes()
    suspend(context)
    assert config.read_bytes() == before
    assert not settings.exists()
    assert resume(context, 2222) == (("claude-code",), ())
    assert config.read_bytes() == before


def interrupt(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill a switch after it has written the clients' files."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("profiles.transaction.Transactions._give_up", lambda *_: None)
        patch.setattr("profiles.journal.Journal.file", die)
        with pytest.raises(KeyboardInterrupt):
            switch(context, "demo", port=3333)


def test_a_switch_that_was_killed_is_undone_at_the_start(
    context: Context, config: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(context, monkeypatch)
    connected, warnings = resume(context, 2222)
    assert connected == ("codex", "claude-code")
    assert sorted(warnings) == sorted(
        f"A change that was interrupted is undone: {path}" for path in (config, settings)
    )
    assert ":2222/" in config.read_text()
    suspend(context)
    assert config.read_text() == MINE


def test_a_killed_switch_that_cannot_be_undone_is_said(
    context: Context, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(context, monkeypatch)
    config.write_text("model = ")
    connected, warnings = resume(context, 2222)
    assert connected == ()
    assert any("could not be undone" in warning for warning in warnings)
    config.write_text(MINE)
    assert resume(context, 2222)[0] == ("claude-code",)
