"""Processes by pid and start: the dead and those that had the pid before are told from the living."""

import os
import subprocess
import sys

import pytest

from profiles import processes
from profiles.processes import has_process, is_running, own_identity


def test_this_one_runs() -> None:
    pid, start = own_identity().split("-")
    assert int(pid) == os.getpid()
    assert is_running(own_identity())
    assert is_running(f"{pid}-0"), "where the system says nothing of the start, the pid decides"
    if start != "0":
        assert not is_running(f"{pid}-{int(start) + 1}")


def test_one_that_has_ended_does_not() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert not is_running(f"{gone.pid}-0")


def test_another_users_process_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert has_process(1)
    assert is_running("1-0")


def test_where_the_system_cannot_be_asked_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WINDOWS", True)
    assert has_process(2**40)


def test_what_is_no_identity_does_not_run() -> None:
    for text in ("", "x", "1", "-", "1-x", "99999999999999999999-0"):
        assert not is_running(text)
