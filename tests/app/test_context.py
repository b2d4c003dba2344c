"""The files of one environment, and the service that has to know of a change."""

from pathlib import Path

import pytest

from app.context import Context
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
