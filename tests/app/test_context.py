"""The files of one environment, and the service that has to know of a change."""

from pathlib import Path

import pytest

from app.context import Context
from app.switching import switch
from profiles.making import make_profile
from tests.app.serving import ServiceInThread


def test_turnout_home_holds_everything_and_is_private(tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    context = Context.from_environment({"TURNOUT_HOME": str(home), "HOME": str(tmp_path)})
    assert {one.relative_to(home).parts[0] for one in (context.profiles.path, context.paths.state)} == {
        "config",
        "state",
    }
    assert home.stat().st_mode & 0o777 == 0o700
    assert context.activation.file_of("codex") == tmp_path / ".codex" / "config.toml"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Context.from_environment({"TURNOUT_HOME": str(tmp_path / "file")})


def test_telling_a_service(context: Context) -> None:
    assert not context.tell_service()
    with ServiceInThread() as service:
        context.profiles.path.write_text("[\n")
        assert context.tell_service()
        assert service.service
        assert "line 1" in str(service.control("GET", "status")[1]["problem"])


def test_what_was_interrupted_is_undone_whatever_is_started(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    context.profiles.add(make_profile("demo", preset="demo").profile)
    with monkeypatch.context() as patch:
        patch.setattr("profiles.transaction.Transactions._give_up", lambda *_: None)
        patch.setattr("profiles.journal.Journal.file", die)
        with pytest.raises(KeyboardInterrupt):
            switch(context, "demo", port=1111)
    config = tmp_path / "home" / ".codex" / "config.toml"
    config.write_text("broken = ")
    Context.from_environment()  # it cannot be undone now, and nobody has to know yet
    assert context.activation.unfinished()
    config.unlink()
    Context.from_environment()
    assert not context.activation.unfinished()
    assert not config.exists()
    assert not (tmp_path / "home" / ".claude" / "settings.json").exists()
