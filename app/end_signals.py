"""The signals that tell a service to end, from its start to the last moment of its process."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

_NAMES = ("SIGTERM", "SIGINT", "SIGHUP")


def call_at_end(stop: Callable[[], None]) -> None:
    """Call `stop` in the running loop each time the process is told to end; once the loop has ended, do nothing.

    Not by `loop.add_signal_handler`: a loop that closes gives each signal its old meaning back, and one that comes
    then kills a service that is about to end in order.
    """
    loop = asyncio.get_running_loop()

    def told(*_: object) -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(stop)

    for number in _numbers():
        signal.signal(number, told)


def ignore_from_now() -> None:
    """What is left of this process needs no telling: the interpreter, too, forgets handlers before it ends."""
    for number in _numbers():
        signal.signal(number, signal.SIG_IGN)


def _numbers() -> list[signal.Signals]:
    there = [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
    # nohup: the service is to outlive its terminal.
    return [one for one in there if one.name != "SIGHUP" or signal.getsignal(one) is not signal.SIG_IGN]
