"""The lock: one at a time, never stale, and its holder has a name."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from profiles import lock
from profiles.errors import BusyError
from profiles.lock import hold
from tests.tree import ROOT

HOLDER = """
import sys, time
from pathlib import Path
from profiles.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
RELEASE_S = 1.0
"""So long a lock may outlive its holder."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "state" / "clients.lock"


def test_one_at_a_time(place: Path) -> None:
    inside = []

    def work() -> None:
        with hold(place):
            inside.append(1)
            assert len(inside) == 1
            time.sleep(0.005)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert place.stat().st_mode & 0o777 == 0o600


def test_the_holder_is_named_and_its_death_frees_the_lock(place: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(place)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=rf"pid {holder.pid}, since 20"):
            with hold(place, patience_s=0):
                pass
        holder.send_signal(signal.SIGKILL)
        began = time.monotonic()
        with hold(place):
            assert time.monotonic() - began < RELEASE_S
    finally:
        holder.kill()
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()


def test_a_holder_without_a_name(place: Path) -> None:
    with hold(place):
        place.write_text("{")
        with pytest.raises(BusyError, match=r"clients' files\.$"):
            with hold(place, patience_s=0):
                pass


def test_where_there_are_no_locks_nobody_waits(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr(lock.fcntl, "flock", refuse)
    with hold(place), hold(place):
        pass
