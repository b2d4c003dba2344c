"""One service for one set of folders."""

import subprocess
import sys

import pytest

from app import discovery
from app.context import Context
from app.discovery import Running
from app.errors import AlreadyRunningError
from app.instance import is_held, sole_service
from tests.tree import ROOT


def test_the_second_is_told_who_the_first_is(context: Context) -> None:
    with sole_service(context.paths):
        discovery.announce(context.paths, Running(8377, 4711, "token", "0.1.0"))
        with pytest.raises(AlreadyRunningError, match=r"pid 4711, on http://127\.0\.0\.1:8377") as caught:
            with sole_service(context.paths):
                pass
    assert "TURNOUT_HOME" in caught.value.fix


def test_one_that_has_not_said_its_port_yet(context: Context) -> None:
    with sole_service(context.paths), pytest.raises(AlreadyRunningError, match="starting or ending"):
        with sole_service(context.paths):
            pass


def test_the_next_one_can_start_after_any_end(context: Context) -> None:
    with pytest.raises(ZeroDivisionError), sole_service(context.paths):
        raise ZeroDivisionError
    with sole_service(context.paths):
        pass


def test_a_killed_service_leaves_no_lock(context: Context) -> None:
    code = (
        "import os, time\n"
        "from app.context import Context\n"
        "from app.instance import sole_service\n"
        "with sole_service(Context.from_environment().paths):\n"
        "    print('locked', flush=True)\n"
        "    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout
        assert child.stdout.readline() == "locked\n"
        with pytest.raises(AlreadyRunningError), sole_service(context.paths):
            pass
    finally:
        child.kill()
        child.communicate(timeout=60)
    with sole_service(context.paths):
        pass


def test_whether_any_holds_them(context: Context) -> None:
    assert not is_held(context.paths)
    with sole_service(context.paths):
        assert is_held(context.paths)
    assert not is_held(context.paths)
