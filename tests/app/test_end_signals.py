"""A process that is told to end, again and again: it ends in order, with its own status."""

import signal
import subprocess
import sys

import pytest

from tests.tree import ROOT

CODE = """
import asyncio, atexit, os, signal, sys
from app.end_signals import call_at_end, ignore_from_now

number = signal.Signals[sys.argv[1]]
told = []

class Late:
    def __init__(self):
        self.steps = (os.kill, os.getpid(), number), (os.write, 1, b"late\\n")

    def __del__(self):  # the interpreter is being taken apart
        for step, *arguments in self.steps:
            step(*arguments)

async def serve():
    ending = asyncio.Event()
    call_at_end(lambda: (told.append(1), ending.set()))
    os.kill(os.getpid(), number)
    await ending.wait()
    os.kill(os.getpid(), number)
    while len(told) < 2:
        await asyncio.sleep(0.001)

asyncio.run(serve())
os.kill(os.getpid(), number)  # the loop is closed
ignore_from_now()
os.kill(os.getpid(), number)
atexit.register(os.kill, os.getpid(), number)
late = Late()
print("ended", len(told), flush=True)
"""


def run(code: str, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **more,  # type: ignore[call-overload]
    )  # fmt: skip


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_each_moment_from_the_start_to_the_last(name: str) -> None:
    done = run(CODE, name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["ended", "2", "late"]


def test_a_terminal_that_goes_does_not_end_what_is_to_outlive_it() -> None:
    code = (
        "import asyncio, os, signal\n"
        "from app.end_signals import call_at_end, ignore_from_now\n"
        "async def serve():\n"
        "    call_at_end(lambda: print('told'))\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "    await asyncio.sleep(0.01)\n"
        "asyncio.run(serve())\n"
        "ignore_from_now()\n"
    )
    ignoring = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)  # noqa: E731
    done = run(code, preexec_fn=ignoring)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
