"""Who holds a port."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import port_owner
from app.errors import PortTakenError
from app.port_owner import UNKNOWN, check_free, explain, find_owner


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"])
def held(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port on which this process listens."""
    with socket.socket() as holder:
        holder.bind((request.param, 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_the_holder_is_named(held: int) -> None:
    owner = find_owner(held)
    assert owner is not None
    assert owner.endswith(f"(pid {os.getpid()})")
    with pytest.raises(
        PortTakenError, match=f"Port {held} is held by .*pid {os.getpid()}.*nothing was connected"
    ):
        check_free(held)


def test_a_free_port_has_no_holder(free: int) -> None:
    assert find_owner(free) is None
    check_free(free)
    check_free(0)


def test_another_turnout_is_called_so() -> None:
    code = (
        "import socket, sys, time\n"
        "holder = socket.socket(); holder.bind(('127.0.0.1', 0)); holder.listen()\n"
        "print(holder.getsockname()[1], flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, "app.cli", "serve"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout
        assert find_owner(int(child.stdout.readline())) == f"another Turnout (pid {child.pid})"
    finally:
        child.kill()
        child.communicate(timeout=60)


def test_a_process_that_the_system_does_not_show(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_owner, "_ask_proc", lambda _: None)
    assert find_owner(held) == UNKNOWN


def test_processes_of_others_are_passed_over(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> Iterator[Path]:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert find_owner(held) == UNKNOWN


def test_lsof_where_there_is_no_proc(held: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its output as on macOS 15: a letter and a value a line."""
    lsof = tmp_path / "lsof"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert port_owner._ask_lsof(held) is None
    lsof.write_text("#!/bin/sh\n[ $1 = -nP ] && printf 'p123\\ncControlCenter\\nf9\\n'\n")
    lsof.chmod(0o755)
    assert port_owner._ask_lsof(held) == "ControlCenter (pid 123)"
    lsof.write_text("#!/bin/sh\nexit 1\n")
    assert port_owner._ask_lsof(held) is None
    lsof.write_text("not a program")
    assert port_owner._ask_lsof(held) is None


def test_why_a_port_cannot_be_had(held: int) -> None:
    taken = explain(held, OSError(errno.EADDRINUSE, "Address already in use"))
    assert f"pid {os.getpid()}" in taken.message
    rights = explain(80, OSError(errno.EACCES, "Permission denied"))
    assert "needs more rights" in rights.message
    assert "nothing was connected" in rights.message
    other = explain(80, OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address"))
    assert "Cannot assign requested address" in other.message


def test_a_holder_that_went_away_meanwhile(free: int) -> None:
    said = explain(free, OSError(errno.EADDRINUSE, "Address already in use"))
    assert "Address already in use" in said.message
