"""Finding the clients: PATH first, then where installers put them; versions asked once and with a deadline."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import clients_found
from app.clients_found import ClientFinder, ask_version, find_program, usual_folders


def put(
    folder: Path, name: str, said: str = "codex-cli 0.169.0", *, before: str = "", mode: int = 0o755
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{before}\necho '{said}'\n")
    program.chmod(mode)
    return program


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    # What this machine has installed is not the subject.
    monkeypatch.setattr(clients_found, "SYSTEM_FOLDERS", (str(tmp_path / "brew"),))
    monkeypatch.setattr(clients_found, "PACKAGES_FOLDER", str(tmp_path / "opt"))
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home")}


@pytest.mark.parametrize(
    "below",
    [
        "home/.local/bin",
        "home/.claude/local",
        "home/.npm-global/bin",
        "home/.nvm/versions/node/v22.1.0/bin",
        "home/.local/share/fnm/node-versions/v22.1.0/installation/bin",
        "home/.volta/bin",
        "home/.bun/bin",
        "brew",
        "opt/codex/bin",
        "opt/codex",
    ],
)
def test_the_usual_places(below: str, env: dict[str, str], tmp_path: Path) -> None:
    assert find_program("codex-of-tests", env) is None
    program = put(tmp_path / below, "codex-of-tests")
    assert find_program("codex-of-tests", env) == program


def test_the_path_comes_first(env: dict[str, str], tmp_path: Path) -> None:
    put(tmp_path / "home" / ".local" / "bin", "codex")
    first = put(tmp_path / "first", "codex")
    assert find_program("codex", {**env, "PATH": str(tmp_path / "first")}) == first


@pytest.mark.parametrize(
    "line",
    ["prefix={home}/npm", "prefix = ~/npm", 'prefix="${{HOME}}/npm"', "registry=x\nprefix={home}/npm\n"],
)
def test_npms_prefix(line: str, env: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = put(home / "npm" / "bin", "codex")
    (home / ".npmrc").write_text(line.format(home=home))
    assert find_program("codex", env) == program


def test_npms_prefix_in_the_environment(env: dict[str, str], tmp_path: Path) -> None:
    program = put(tmp_path / "npm" / "bin", "codex")
    assert find_program("codex", {**env, "NPM_CONFIG_PREFIX": str(tmp_path / "npm")}) == program


def test_the_newest_node_is_searched_first(env: dict[str, str], tmp_path: Path) -> None:
    versions = tmp_path / "nvm" / "versions" / "node"
    for name in ("v9.0.0", "v22.1.0", "v22.0.0"):
        put(versions / name / "bin", "claude")
    found = find_program("claude", {**env, "NVM_DIR": str(tmp_path / "nvm")})
    assert found == versions / "v22.1.0" / "bin" / "claude"


def test_what_cannot_be_run_is_none(env: dict[str, str], tmp_path: Path) -> None:
    put(tmp_path / "home" / ".local" / "bin", "codex", mode=0o644)
    (tmp_path / "home" / ".volta" / "bin" / "codex").mkdir(parents=True)
    assert find_program("codex", env) is None


def test_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clients_found, "WINDOWS", True)
    env = {"PATH": "", "APPDATA": str(tmp_path), "USERPROFILE": str(tmp_path / "u")}
    assert list(usual_folders(env)) == [tmp_path / "npm", tmp_path / "u" / ".local" / "bin"]
    program = put(tmp_path / "npm", "codex.cmd")
    assert find_program("codex", env) == program


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("codex-cli 0.169.0", "0.169.0"),
        ("2.1.329 (Claude Code)", "2.1.329"),
        ("1.0.0-beta.2", "1.0.0-beta.2"),
        ("?", None),
    ],
)
def test_versions(said: str, version: str | None, env: dict[str, str], tmp_path: Path) -> None:
    assert ask_version(put(tmp_path, "client", said), env) == version


def test_a_script_finds_the_node_beside_it(env: dict[str, str], tmp_path: Path) -> None:
    put(tmp_path / "bin", "node-of-tests", "9.8.7")
    client = put(tmp_path / "bin", "client", "", before="exec node-of-tests")
    assert ask_version(client, env) == "9.8.7"


def test_one_that_fails_says_nothing(env: dict[str, str], tmp_path: Path) -> None:
    assert ask_version(put(tmp_path, "client", "1.2.3", before="exit 3"), env) is None
    assert ask_version(tmp_path / "nothing", env) is None


def test_one_that_hangs_is_ended_with_its_children(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients_found, "VERSION_SECONDS", 0.2)
    pid_file = tmp_path / "pid"
    client = put(tmp_path, "client", before=f"sleep 600 &\necho $! > {pid_file}\nwait")
    began = time.monotonic()
    assert ask_version(client, env) is None
    assert time.monotonic() - began < 60
    child = int(pid_file.read_text())
    deadline = time.monotonic() + 60
    while not has_ended(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


def test_a_version_is_asked_for_once(env: dict[str, str], tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    folder = tmp_path / "home" / ".local" / "bin"
    program = put(folder, "codex", before=f"echo x >> {asked}")
    finder = ClientFinder(env)
    for _ in range(3):
        found = finder.find("codex")
        assert found
        assert (found.program, found.version) == (program, "0.169.0")
    assert asked.read_text() == "x\n"
    put(folder, "codex", "codex-cli 0.170.0", before=f"echo x >> {asked} # updated")
    os.utime(program, (1, 1))
    found = finder.find("codex")
    assert found
    assert found.version == "0.170.0"
    assert finder.find("claude-code") is None


def test_one_that_did_not_say_is_asked_again(env: dict[str, str], tmp_path: Path) -> None:
    program = put(tmp_path / "home" / ".local" / "bin", "codex", "?")
    finder = ClientFinder(env)
    found = finder.find("codex")
    assert found
    assert found.version is None
    program.write_text("#!/bin/sh\necho 1.2.3\n")
    found = finder.find("codex")
    assert found
    assert found.version == "1.2.3"


@pytest.mark.clients
@pytest.mark.parametrize("name", ["codex", "claude"])
def test_the_real_ones_say_their_version(name: str, require_client: Callable[[str], Path]) -> None:
    assert ask_version(require_client(name), os.environ)
