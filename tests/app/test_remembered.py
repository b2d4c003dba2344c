"""Which clients wait for the next start."""

from app import remembered
from app.context import Context


def test_add_and_remove(context: Context) -> None:
    paths = context.paths
    assert remembered.read(paths) == frozenset()
    remembered.remove(paths, ["codex"])
    assert not (paths.state / "resume.json").exists()
    remembered.add(paths, ["codex"])
    remembered.add(paths, ["claude-code"])
    assert remembered.read(paths) == {"codex", "claude-code"}
    remembered.remove(paths, ["codex", "other"])
    assert remembered.read(paths) == {"claude-code"}
    assert (paths.state / "resume.json").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_names_none(context: Context) -> None:
    for content in ("{", "5", "\xff"):
        (context.paths.state / "resume.json").write_text(content)
        assert remembered.read(context.paths) == frozenset()
    remembered.add(context.paths, ["codex"])
    assert remembered.read(context.paths) == {"codex"}


def test_what_it_is_to_be_with_others(context: Context) -> None:
    paths = context.paths
    file = paths.state / "resume.json"
    assert remembered.plan(paths, remove=["codex"]) == {file: None}
    assert remembered.plan(paths, remove=(), add=["codex"]) == {file: b'["codex"]'}
    remembered.add(paths, ["codex", "claude-code"])
    assert remembered.plan(paths, remove=["other"]) == {file: file.read_bytes()}
    assert remembered.plan(paths, remove=["codex"]) == {file: b'["claude-code"]'}
