"""Connect and restore: twice is once, foreign edits stay, all or nothing."""

import hashlib
import json
import os
import tomllib
from pathlib import Path

import pytest

from profiles import safe_write
from profiles.activation import CONNECTABLE, Activation
from profiles.errors import (
    BadFileError,
    ChangedMeanwhileError,
    FileProblemError,
    NotFoundError,
    ReadOnlyTargetError,
)
from tests.profiles.activation.home import CATALOG, CLAUDE, CODEX, Home


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
