"""Connect and restore over real files: all or nothing, twice is once, and everybody else's edits stay."""

import dataclasses
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from profiles import safe_write
from profiles.activation import CONNECTABLE, Activation, Change
from profiles.clients.edit import ConnectSettings
from profiles.errors import (
    BadFileError,
    ChangedMeanwhileError,
    FileProblemError,
    NotFoundError,
    ReadOnlyTargetError,
)
from profiles.paths import Paths
from profiles.places import finder
from profiles.routes import Client
from tests.fakes.linux_below import FakeWsl
from tests.tree import ROOT

CODEX = b"# mine\nmodel = 'gpt-5.5' # keep\r\n\n[mcp_servers.x]\ncommand = 'y'"
CLAUDE = b'{\n\t"model": "opus",\n\t"env": {"MINE": "1"}\n}'
CATALOG = b'{"models": []}\n'


class Home:
    """A user's home with both clients' files, and an activation over it."""

    def __init__(self, folder: Path, codex: bytes | None = CODEX, claude: bytes | None = CLAUDE) -> None:
        self.folder = folder
        self.env = {"HOME": str(folder), "TURNOUT_HOME": str(folder / "turnout")}
        self.paths = Paths.from_env(self.env)
        self.codex = folder / ".codex" / "config.toml"
        self.claude = folder / ".claude" / "settings.json"
        for path, content in ((self.codex, codex), (self.claude, claude)):
            if content is not None:
                path.parent.mkdir(parents=True)
                path.write_bytes(content)

    @property
    def activation(self) -> Activation:
        """A new one, as every command has."""
        return Activation(self.paths, self.env)

    def settings(self, **changes: object) -> ConnectSettings:
        base = ConnectSettings(
            "http://127.0.0.1:8377",
            "tn-canary",
            model="deepseek-v4-pro",
            catalog=self.paths.catalog_json,
            catalog_models=("deepseek-v4-pro", "kimi-k3@kimi"),
        )
        return dataclasses.replace(base, **changes)  # type: ignore[arg-type]

    def connect(self, dry_run: bool = False, **changes: object) -> Change:
        one = self.settings(**changes)
        return self.activation.connect({"codex": one, "claude-code": one}, CATALOG, dry_run=dry_run)

    def snapshot(self) -> dict[str, tuple[bytes, int, int]]:
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "user")


def test_connect_and_restore_is_what_it_was(home: Home) -> None:
    change = home.connect()
    assert [one.path for one in change.changed] == [home.paths.catalog_json, home.codex, home.claude]
    assert tomllib.loads(home.codex.read_text())["model_provider"] == "turnout"
    assert json.loads(home.claude.read_text())["env"]["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:8377"
    assert all(home.activation.connected(client) for client in CONNECTABLE)
    back = home.activation.restore()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
    assert not home.paths.catalog_json.exists()
    assert not any(home.activation.connected(client) for client in CONNECTABLE)
    assert back.kept == ()


def test_hashes_are_those_of_the_files(home: Home) -> None:
    change = home.connect()
    catalog, codex, _ = change.changed
    assert catalog.before_sha256 is None
    assert codex.before_sha256 == hashlib.sha256(CODEX).hexdigest()
    assert codex.after_sha256 == hashlib.sha256(home.codex.read_bytes()).hexdigest()


def test_second_connect_writes_nothing(home: Home) -> None:
    home.connect()
    before = home.snapshot()
    change = home.connect()
    assert (change.changed, change.diff) == ((), "")
    assert home.snapshot() == before


def test_restore_without_connect_writes_nothing(home: Home) -> None:
    before = home.snapshot()
    assert home.activation.restore().changed == ()
    assert home.snapshot() == before


def test_dry_run_shows_and_writes_nothing(home: Home) -> None:
    before = home.snapshot()
    change = home.connect(dry_run=True)
    assert home.snapshot() == before
    assert len(change.changed) == 3
    assert '+model_provider = "turnout"' in change.diff
    assert "canary" not in change.diff
    home.connect()
    before = home.snapshot()
    assert "-model_provider" in home.activation.restore(dry_run=True).diff
    assert home.snapshot() == before


def test_files_that_were_not_there_go_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "user", None, None)
    home.connect()
    assert home.codex.stat().st_mode & 0o777 == 0o600
    assert home.codex.parent.stat().st_mode & 0o777 == 0o700
    home.activation.restore()
    assert not home.codex.exists()
    assert not home.claude.exists()


def test_a_file_we_made_stays_if_others_wrote_into_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "user", None, None)
    home.connect()
    with home.codex.open("a") as file:
        file.write('\n[projects."/x"]\ntrust_level = "trusted"\n')
    home.activation.restore()
    assert tomllib.loads(home.codex.read_text()) == {"projects": {"/x": {"trust_level": "trusted"}}}


def test_foreign_edits_stay(home: Home) -> None:
    home.connect()
    with home.codex.open("ab") as file:
        file.write(b'\n[projects."/x"]\ntrust_level = "trusted"\n')
    values = json.loads(home.claude.read_text())
    home.claude.write_text(json.dumps({"theme": "dark", **values}))
    assert home.activation.connected("codex")
    home.activation.restore()
    codex = tomllib.loads(home.codex.read_text())
    assert codex == tomllib.loads(CODEX.decode()) | {"projects": {"/x": {"trust_level": "trusted"}}}
    assert json.loads(home.claude.read_text()) == {"theme": "dark", **json.loads(CLAUDE)}


def test_foreign_edits_between_two_connects_stay(home: Home) -> None:
    home.connect()
    with home.codex.open("ab") as file:
        file.write(b'\n[projects."/x"]\ntrust_level = "trusted"\n')
    home.connect(base_url="http://127.0.0.1:9999")
    assert b"9999" in home.codex.read_bytes()
    home.activation.restore()
    codex = tomllib.loads(home.codex.read_text())
    assert codex == tomllib.loads(CODEX.decode()) | {"projects": {"/x": {"trust_level": "trusted"}}}
    assert home.claude.read_bytes() == CLAUDE


def test_an_owned_key_that_the_user_changed_is_kept_and_named(home: Home) -> None:
    home.connect()
    text = home.codex.read_text().replace('"deepseek-v4-pro"', '"my-own"')
    home.codex.write_text(text)
    change = home.activation.restore()
    assert tomllib.loads(home.codex.read_text())["model"] == "my-own"
    assert change.kept == (f"{home.codex}: model",)


def test_connect_with_other_settings_goes_back_to_the_same_bytes(home: Home) -> None:
    home.connect()
    home.connect(model="kimi-k3", small_model="k", context_window=1000)
    assert json.loads(home.claude.read_text())["env"]["CLAUDE_CODE_MAX_CONTEXT_TOKENS"] == "1000"
    home.connect(model=None, catalog=None)
    assert "CLAUDE_CODE_MAX_CONTEXT_TOKENS" not in json.loads(home.claude.read_text())["env"]
    assert tomllib.loads(home.codex.read_text())["model"] == "gpt-5.5"
    assert "model_catalog_json" not in tomllib.loads(home.codex.read_text())
    home.activation.restore()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)


def test_one_client_alone(home: Home) -> None:
    home.activation.connect({"claude-code": home.settings()})
    assert home.activation.connected("claude-code")
    assert not home.activation.connected("codex")
    assert home.codex.read_bytes() == CODEX
    home.connect()
    home.activation.restore(["codex"])
    assert home.codex.read_bytes() == CODEX
    assert home.activation.connected("claude-code")


def test_other_home_is_another_file(home: Home, tmp_path: Path) -> None:
    home.connect()
    elsewhere = {**home.env, "CODEX_HOME": str(tmp_path / "other home")}
    moved = Activation(home.paths, elsewhere)
    assert moved.file_of("codex") == tmp_path / "other home" / "config.toml"
    assert not moved.connected("codex")
    moved.connect({"codex": home.settings()}, CATALOG)
    moved.restore()
    assert home.codex.read_bytes() == CODEX, "restored wherever it was written"
    assert not (tmp_path / "other home" / "config.toml").exists()


def test_lost_state_is_recognised_by_its_look(home: Home) -> None:
    home.connect()
    home.paths.activation_json.unlink()
    assert not home.activation.connected("codex")
    home.connect()
    assert home.activation.connected("codex")
    home.activation.restore()
    codex = tomllib.loads(home.codex.read_text())
    assert "model_provider" not in codex
    assert "model_providers" not in codex
    assert "ANTHROPIC_BASE_URL" not in json.loads(home.claude.read_text())["env"]


def test_damaged_state_does_not_lock_the_user_out(home: Home) -> None:
    home.connect()
    home.paths.activation_json.write_text("{")
    change = home.activation.restore()
    assert any("damaged" in warning for warning in change.warnings)
    assert "model_provider" not in tomllib.loads(home.codex.read_text())


def test_lost_backup_is_replaced_by_going_back_key_by_key(home: Home) -> None:
    home.connect()
    for backup in home.paths.backups.iterdir():
        backup.write_bytes(b"damaged")
    home.activation.restore()
    assert tomllib.loads(home.codex.read_text()) == tomllib.loads(CODEX.decode())
    assert home.claude.read_bytes() == CLAUDE


def test_file_deleted_by_the_user_stays_deleted(home: Home) -> None:
    home.connect()
    home.codex.unlink()
    assert not home.activation.connected("codex")
    home.activation.restore()
    assert not home.codex.exists()
    home.connect()
    home.codex.unlink()
    home.connect()
    home.activation.restore()
    assert not home.codex.exists()


def test_invalid_file_stops_everything(home: Home) -> None:
    home.claude.write_text('{\n  "env": {,}\n}')
    before = home.snapshot()
    with pytest.raises(BadFileError, match="line 2, column 11"):
        home.connect()
    assert home.snapshot() == before
    assert not home.activation.connected("claude-code")


def test_file_that_became_invalid_is_not_connected(home: Home) -> None:
    home.connect()
    home.codex.write_text("model = ")
    assert not home.activation.connected("codex")
    with pytest.raises(BadFileError):
        home.activation.restore()
    assert home.codex.read_text() == "model = "
    assert home.activation.connected("claude-code"), "all or nothing"


def test_read_only_file_stops_everything_and_says_what_to_set(home: Home) -> None:
    home.claude.chmod(0o400)
    before = home.snapshot()
    with pytest.raises(ReadOnlyTargetError) as caught:
        home.connect()
    assert home.snapshot() == before
    assert '"ANTHROPIC_BASE_URL": "http://127.0.0.1:8377"' in caught.value.fix
    assert "turnout access show claude-code" in caught.value.fix
    assert "canary" not in caught.value.fix


def test_failure_half_way_is_undone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: content for path, (content, _, _) in home.snapshot().items()}
    write = safe_write.write

    def fail_for_claude(path: Path, data: bytes, *, expected: bytes | None) -> None:
        if path == home.claude:
            raise FileProblemError(path, "no space")
        write(path, data, expected=expected)

    monkeypatch.setattr(safe_write, "write", fail_for_claude)
    with pytest.raises(FileProblemError, match="no space"):
        home.connect()
    monkeypatch.undo()
    after = {path: content for path, (content, _, _) in home.snapshot().items()}
    assert {path: after[path] for path in before} == before
    assert not home.activation.connected("codex")
    assert home.activation.restore().changed == ()


@pytest.mark.parametrize("times", [1, 3, 4])
def test_racing_writer_is_waited_for_three_times(
    home: Home, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    write, count = safe_write.write, iter(range(times))

    def race(path: Path, data: bytes, *, expected: bytes | None) -> None:
        if path == home.codex and next(count, None) is not None:
            with home.codex.open("ab") as file:
                file.write(b"\n[foreign]\n" if b"[foreign]" not in data else b"\n# again\n")
        write(path, data, expected=expected)

    monkeypatch.setattr(safe_write, "write", race)
    if times == 4:
        with pytest.raises(ChangedMeanwhileError):
            home.connect()
    else:
        home.connect()
        assert home.activation.connected("codex")
    assert "foreign" in tomllib.loads(home.codex.read_text()), "nobody's edit is lost"


def test_links_are_kept(home: Home, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    home.codex.rename(dotfiles / "codex.toml")
    home.codex.symlink_to(dotfiles / "codex.toml")
    home.connect()
    assert home.codex.is_symlink()
    home.activation.restore()
    assert home.codex.is_symlink()
    assert (dotfiles / "codex.toml").read_bytes() == CODEX


def test_hard_link_is_told(home: Home, tmp_path: Path) -> None:
    (tmp_path / "other").hardlink_to(home.codex)
    assert any("hard link" in warning for warning in home.connect().warnings)


def test_other_clients_have_no_file(home: Home) -> None:
    with pytest.raises(NotFoundError, match="no file"):
        home.activation.file_of("other")


def test_everything_written_is_private(home: Home) -> None:
    before = os.umask(0)
    try:
        home.connect()
    finally:
        os.umask(before)
    for path in (home.folder / "turnout").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_undo_and_undo_again(home: Home) -> None:
    home.connect()
    first = (home.codex.read_bytes(), home.claude.read_bytes())
    home.connect(base_url="http://127.0.0.1:9999")
    dry = home.activation.undo(dry_run=True)
    assert "9999" in dry.diff
    home.activation.undo()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == first
    home.activation.undo()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
    assert not home.paths.catalog_json.exists()
    with pytest.raises(NotFoundError, match="nothing to undo"):
        home.activation.undo()


def test_undo_of_what_is_gone_already_passes_on_to_the_one_before(home: Home) -> None:
    home.connect()
    home.activation.restore(undoable=False)
    home.connect(base_url="http://127.0.0.1:9999")
    home.activation.restore(undoable=False)
    home.activation.undo()
    home.activation.undo()
    assert home.activation.last() is None
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)


def test_what_only_the_record_says_anew_is_no_change_to_undo(home: Home) -> None:
    home.connect()
    last = home.activation.last()
    with home.codex.open("ab") as file:
        file.write(b"\n[foreign]\n")
    home.connect()
    assert home.activation.last() == last


def test_what_was_interrupted_is_undone_and_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("profiles.transaction.Transactions._give_up", lambda *_: None)
    monkeypatch.setattr("profiles.journal.Journal.file", die)
    with pytest.raises(KeyboardInterrupt):
        home.connect()
    monkeypatch.undo()
    assert home.activation.unfinished()
    assert home.activation.recover() == (home.codex, home.claude)
    assert not home.activation.unfinished()
    assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
    assert home.activation.recover() == ()


KILLED = """
import os, signal, sys
from pathlib import Path
from profiles.activation import Activation
from tests.profiles.test_activation import CATALOG, Home

action, folder, step = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
home = Home.__new__(Home)
Home.__init__(home, folder, None, None)
calls = 0

def counted(function):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call

for name in ("open", "replace", "rename", "unlink", "fsync"):
    setattr(os, name, counted(getattr(os, name)))
home.connect(base_url="http://127.0.0.1:9999") if action != "restore" else home.activation.restore()
"""


@pytest.mark.parametrize("action", ["connect", "reconnect", "restore"])
def test_killed_at_any_call_it_can_be_restored(tmp_path: Path, action: str) -> None:
    """Killed before its n-th call: every file is old or new, and a restore gives back the first bytes."""
    finished = False
    for step in range(1, 200, 4):
        home = Home(tmp_path / f"{action}{step}")
        if action != "connect":
            home.connect()
        old = (home.codex.read_bytes(), home.claude.read_bytes())
        done = subprocess.run(
            [sys.executable, "-c", KILLED, action, home.folder, str(step)],
            cwd=ROOT,
            check=False,
            capture_output=True,
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        now = (home.codex.read_bytes(), home.claude.read_bytes())
        for content, before, bare in zip(now, old, (CODEX, CLAUDE), strict=True):
            assert content in (before, bare) or b"9999" in content
        home.activation.restore()
        assert (home.codex.read_bytes(), home.claude.read_bytes()) == (CODEX, CLAUDE)
        assert not list(home.folder.rglob("*.turnout-*")) or done.returncode
        finished = done.returncode == 0
        if finished:
            break
    assert finished


class Sequences(RuleBasedStateMachine):
    """Connects, switches, foreign edits and restores in any order: no foreign key is lost, none comes back."""

    folder: Callable[[], Path]

    @initialize(codex=st.sampled_from([None, b"", CODEX]), claude=st.sampled_from([None, b"{}", CLAUDE]))
    def begin(self, codex: bytes | None, claude: bytes | None) -> None:
        self.home = Home(type(self).folder(), codex, claude)
        self.foreign: dict[str, int] = {}
        self.count = 0
        self.first = (codex, claude)
        self.edited = False

    @rule(model=st.sampled_from([None, "a", "b"]), port=st.integers(1, 3), window=st.sampled_from([None, 5]))
    def connect(self, model: str | None, port: int, window: int | None) -> None:
        self.home.connect(model=model, base_url=f"http://127.0.0.1:{port}", context_window=window)
        assert all(self.home.activation.connected(client) for client in CONNECTABLE)

    @rule()
    def edit(self) -> None:
        self.count += 1
        self.edited = True
        name = f"foreign{self.count}"
        self.foreign[name] = self.count
        for path, add in ((self.home.codex, self._add_toml), (self.home.claude, self._add_json)):
            path.parent.mkdir(parents=True, exist_ok=True)
            add(path, name)

    @rule()
    def forget(self) -> None:
        """Somebody removes the newest of the foreign keys."""
        if not self.foreign:
            return
        name = list(self.foreign)[-1]
        del self.foreign[name]
        text = self.home.codex.read_text()
        self.home.codex.write_text(text.replace(f"\n[{name}]\nx = {name[7:]}\n", ""))
        values = json.loads(self.home.claude.read_text())
        del values["env"][name]
        self.home.claude.write_text(json.dumps(values, indent=1))

    @rule()
    def restore(self) -> None:
        change = self.home.activation.restore()
        assert change.kept == ()
        if not self.edited:
            assert (safe_write.read(self.home.codex), safe_write.read(self.home.claude)) == self.first
        for path in (self.home.codex, self.home.claude):
            content = safe_write.read(path) or b""
            assert b"turnout" not in content
            assert b"127.0.0.1" not in content

    @invariant()
    def foreign_keys_are_there(self) -> None:
        codex = tomllib.loads((safe_write.read(self.home.codex) or b"").decode())
        claude = json.loads(safe_write.read(self.home.claude) or b"{}")
        assert {
            name: table["x"] for name, table in codex.items() if name.startswith("foreign")
        } == self.foreign
        env = claude.get("env", {})
        assert {name: value for name, value in env.items() if name.startswith("foreign")} == self.foreign

    def _add_toml(self, path: Path, name: str) -> None:
        with path.open("ab") as file:
            file.write(f"\n[{name}]\nx = {self.foreign[name]}\n".encode())

    def _add_json(self, path: Path, name: str) -> None:
        values = json.loads(safe_write.read(path) or b"{}")
        values.setdefault("env", {})[name] = self.foreign[name]
        path.write_text(json.dumps(values, indent=1))


def test_any_sequence(tmp_path_factory: pytest.TempPathFactory) -> None:
    class Here(Sequences):
        folder = staticmethod(lambda: tmp_path_factory.mktemp("home"))

    case = Here.TestCase()
    case.settings = settings(
        max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case.runTest()


# -- several files of a client --------------------------------------------------------------------------

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
