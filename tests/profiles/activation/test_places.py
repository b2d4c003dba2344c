"""Several files of one client: editors' settings, former folders, and what cannot be written now."""

import shutil
from pathlib import Path

import pytest

from profiles.activation import CONNECTABLE, Activation
from profiles.places import finder
from profiles.routes import Client
from tests.fakes.linux_below import FakeWsl
from tests.profiles.activation.home import CLAUDE, CODEX, Home

EDITOR = b"""\
// mine
{
  "editor.fontSize": 13, // small
  "claudeCode.environmentVariables": [
    {"name": "MINE", "value": "1"}, // keep
  ],
}
"""


class Several(Home):
    """A home with VS Code, its extension, and a distribution of WSL where both clients are used."""

    def __init__(self, folder: Path, editor: bytes | None = EDITOR) -> None:
        super().__init__(folder)
        self.editor = folder / ".config" / "Code" / "User" / "settings.json"
        self.editor.parent.mkdir(parents=True)
        if editor is not None:
            self.editor.write_bytes(editor)
        self.extension = folder / ".vscode" / "extensions" / "anthropic.claude-code-2.1.329"
        self.extension.mkdir(parents=True)
        self.wsl = FakeWsl(folder / "wsl", "Ubuntu")
        self.inside = {
            "codex": self.wsl.use_client("Ubuntu", ".codex") / "config.toml",
            "claude-code": self.wsl.use_client("Ubuntu", ".claude") / "settings.json",
        }

    @property
    def activation(self) -> Activation:
        return Activation(self.paths, self.env, finder(self.paths, self.env, self.wsl))

    def states(self) -> dict[Path, str]:
        return {one.path: one.state for one in self.activation.describe()}


@pytest.fixture
def several(tmp_path: Path) -> Several:
    return Several(tmp_path / "ü s e r")


def test_every_place_is_written_and_given_back(several: Several) -> None:
    places = [several.codex, several.claude, several.editor, *several.inside.values()]
    assert several.states() == dict.fromkeys(places, "not_connected")
    change = several.connect()
    assert {one.path for one in change.changed} == {several.paths.catalog_json, *places}
    assert several.states() == dict.fromkeys(places, "connected")
    assert b'{"name": "ANTHROPIC_AUTH_TOKEN", "value": "tn-canary"}' in several.editor.read_bytes()
    assert "http://127.0.0.1:8377/v1" in several.inside["codex"].read_text()
    assert "canary" not in change.diff
    before = several.snapshot()
    assert several.connect().changed == ()
    assert several.snapshot() == before
    several.activation.restore()
    assert several.editor.read_bytes() == EDITOR
    assert not any(place.exists() for place in several.inside.values())
    assert several.states() == dict.fromkeys(places, "not_connected")


def test_undo_takes_all_places_back(several: Several) -> None:
    several.connect()
    several.activation.undo()
    assert several.editor.read_bytes() == EDITOR
    assert (several.codex.read_bytes(), several.claude.read_bytes()) == (CODEX, CLAUDE)


def test_what_others_write_into_the_same_list_stays(several: Several) -> None:
    several.connect()
    text = several.editor.read_text().replace(
        '"value": "1"}, // keep', '"value": "2"}, // kept\n    {"name": "NEW", "value": "3"}, // new'
    )
    several.editor.write_text(text)
    several.activation.restore()
    assert several.editor.read_text() == (
        EDITOR.decode().replace(
            '"value": "1"}, // keep', '"value": "2"}, // kept\n    {"name": "NEW", "value": "3"}, // new'
        )
    )


def test_an_editor_with_a_broken_file_keeps_nobody_from_switching(several: Several) -> None:
    several.editor.write_bytes(b'{ "a": ')
    change = several.connect()
    assert several.editor.read_bytes() == b'{ "a": '
    assert several.activation.connected("claude-code")
    (warning,) = change.warnings
    assert "VS Code was left as it is" in warning
    assert "ANTHROPIC_BASE_URL" in warning
    assert "canary" not in warning
    assert several.states()[several.editor] == "not_connected"


def test_what_cannot_be_taken_out_now_is_taken_out_later(several: Several) -> None:
    several.connect()
    written = several.editor.read_bytes()
    several.editor.write_bytes(b"{ // half")
    change = several.activation.restore()
    (warning,) = change.warnings
    assert "still has Turnout's entries" in warning
    assert several.claude.read_bytes() == CLAUDE
    several.editor.write_bytes(written)
    assert several.states()[several.editor] == "connected"
    assert several.activation.restore().warnings == ()
    assert several.editor.read_bytes() == EDITOR


def test_an_editor_that_went_is_given_its_file_back(several: Several) -> None:
    several.connect()
    shutil.rmtree(several.extension)
    assert several.states()[several.editor] == "former"
    (warning,) = several.connect().warnings
    assert str(several.editor) in warning
    assert several.editor.read_bytes() == EDITOR


def test_a_file_made_for_an_editor_goes_again(tmp_path: Path) -> None:
    several = Several(tmp_path / "user", None)
    several.connect()
    assert several.editor.stat().st_mode & 0o777 == 0o600
    several.activation.restore()
    assert not several.editor.exists()


def test_lost_record_our_elements_are_known_by_their_look(several: Several) -> None:
    several.connect()
    several.paths.activation_json.unlink()
    several.activation.restore()
    assert several.editor.read_bytes() == EDITOR


@pytest.mark.parametrize("client", CONNECTABLE)
@pytest.mark.parametrize(
    ("first", "second"),
    [(None, "new"), ("old", None), ("old", "new"), ("with space", "ünï-códe 文件夹"), ("missing/deep", "x")],
)
def test_another_folder_than_last_time(
    tmp_path: Path, client: Client, first: str | None, second: str | None
) -> None:
    """The old place is restored, which is said; the new one is written; each has its state."""
    home = Home(tmp_path / "user")
    variable = {"codex": "CODEX_HOME", "claude-code": "CLAUDE_CONFIG_DIR"}[client]
    name = {"codex": "config.toml", "claude-code": "settings.json"}[client]
    own = {"codex": home.codex, "claude-code": home.claude}[client]
    original = {own: own.read_bytes()}

    def move(folder: str | None) -> Path:
        home.env.pop(variable, None)
        if folder is not None:
            home.env[variable] = str(tmp_path / folder)
        return own if folder is None else tmp_path / folder / name

    old = move(first)
    home.connect()
    assert home.activation.file_of(client) == old
    assert home.activation.connected(client)
    new = move(second)
    assert home.activation.file_of(client) == new
    assert not home.activation.connected(client)
    states = {one.path: one.state for one in home.activation.describe() if one.client == client}
    assert states == {new: "not_connected", old: "former"}
    (warning,) = home.connect().warnings
    assert str(old) in warning
    assert str(new) in warning
    assert home.activation.connected(client)
    assert (old.read_bytes() if old.exists() else None) == original.get(old)
    home.activation.restore()
    assert (new.read_bytes() if new.exists() else None) == original.get(new)


def test_a_former_place_that_cannot_be_read_waits(tmp_path: Path) -> None:
    home = Home(tmp_path / "user")
    home.env["CODEX_HOME"] = str(tmp_path / "old")
    home.connect()
    old = tmp_path / "old" / "config.toml"
    written = old.read_bytes()
    old.write_bytes(b"[broken")
    del home.env["CODEX_HOME"]
    assert any("still has Turnout's entries" in one for one in home.connect().warnings)
    old.write_bytes(written)
    home.activation.restore()
    assert not old.exists()
