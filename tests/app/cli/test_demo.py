"""`turnout demo`: the commands it prints work as they stand, and nothing is left behind."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import demo
from tests.app.serving import ServiceProcess
from tests.machine import find_program
from tests.tree import ROOT


@pytest.fixture
def turnout_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "turnout"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m app.cli "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


@pytest.mark.usefixtures("turnout_on_the_path")
def test_what_it_prints_works_and_nothing_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ServiceProcess(tmp_path, command="demo") as service:
        service.wait_for(" log\n")
        said = service.out
        folder = Path(re.search(r"TURNOUT_HOME=(\S+)/turnout", said)[1])  # type: ignore[index]
        assert folder.is_relative_to(home)
        config = folder / "codex" / "config.toml"
        assert f'base_url = "http://127.0.0.1:{service.port}/v1"' in config.read_text()
        assert f":{service.port}" in (folder / "claude" / "settings.json").read_text()
        assert f"CODEX_HOME={folder}/codex codex exec" in said
        assert f"CLAUDE_CONFIG_DIR={folder}/claude claude -p" in said
        curl = re.search(r"^  curl .*?'$", said, re.MULTILINE | re.DOTALL)
        assert curl
        find_program("curl", "curl")
        done = subprocess.run(["sh", "-c", curl[0]], capture_output=True, text=True, timeout=60, check=True)
        words = re.findall(r'"content":"([^"]*)"', done.stdout)
        assert "Hello from Turnout's demo provider" in "".join(words)
        assert done.stdout.rstrip().endswith("[DONE]")
        log = said.splitlines()[-2].strip()
        done = subprocess.run(["sh", "-c", log], capture_output=True, text=True, timeout=60, check=True)
        assert "done" in done.stdout.splitlines()[1]
        assert service.end() == 0
        assert "its home is removed" in service.err
    assert not folder.exists()
    assert not (home / ".codex").exists()
    assert not (home / ".claude").exists()
    assert not (home / "turnout").exists()


def test_the_command_is_found_wherever_it_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "a folder" / "turnout"
    program.parent.mkdir()
    program.write_text("")
    monkeypatch.setattr("sys.argv", [str(program)])
    assert demo._find_turnout() == str(program)
    assert shlex.quote(str(program)) in "\n".join(
        demo._instructions(dict.fromkeys(demo._HOMES, "x"), "http://127.0.0.1:1")
    )
    monkeypatch.setattr("sys.argv", ["/elsewhere/__main__.py"])
    monkeypatch.setattr("sys.executable", str(program.with_name("python")))
    assert demo._find_turnout() == str(program)
    program.unlink()
    assert demo._find_turnout() == "turnout"
