"""Notices a service that lives and does not answer, and starts it anew in its place: same process, same port."""

import asyncio
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from app.service_process import command, environment, folder
from app.trouble import log_file
from profiles.paths import WINDOWS, Paths, make_private_dir, open_private
from proxy.limits.clock import steady_ns

BEAT_SECONDS = 0.5
HUNG_BEATS = 11
"""So many beats missing in a row, and nothing was answered for five seconds. They are counted by a thread of the same
process: where all of it was stopped, or the machine slept or swaps, none is missing."""
LOCKED_SECONDS = 20.0
"""So much processor time without a look of the watching thread: C code holds Python's lock, and nobody in here can act.
The system then ends the process, and the app starts another. Where it sleeps or is stopped no such time passes."""
RESTARTS = 3
RESTART_WINDOW_SECONDS = 600
"""A service that hangs a fourth time within ten minutes will not get better by that."""
HUNG_STATUS = 70
"""The exit status of one that hung, where no other can take its place."""

_TIMES = "TURNOUT_HUNG_AT"
"""In the environment of who takes the place: when it was taken before, on the steady clock."""


def become(words: Sequence[str], env: Mapping[str, str]) -> None:
    """Put another process of this very Turnout in our place; returns only where that cannot be."""
    if WINDOWS:  # there, it would be one more process, for which nobody waits
        return
    program = command(*words)
    with suppress(OSError):
        os.chdir(folder())
        os.execve(program[0], program, dict(env))  # noqa: S606  # our own program, with our own words


def _allow(seconds: float) -> None:
    """Be ended by SIGPROF after so much processor time, with a traceback of all threads; 0: not."""
    with suppress(AttributeError):  # Windows
        signal.setitimer(signal.ITIMER_PROF, seconds)


class Watchdog:
    """Belongs to an event loop: `start` and `stop` are called there. `sound` is asked at each beat.

    `words`: the command that starts this service again on its port.
    """

    def __init__(
        self,
        paths: Paths,
        words: Sequence[str],
        sound: Callable[[], bool],
        become: Callable[[Sequence[str], Mapping[str, str]], None] = become,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._paths, self._words, self._sound = paths, words, sound
        self._become, self._end = become, end
        self._beats = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="turnout-watchdog", daemon=True)

    def start(self) -> None:
        """Begin to watch the running loop."""
        self._beat(asyncio.get_running_loop())
        with suppress(AttributeError, OSError, ValueError, RuntimeError):  # Windows; nowhere to write
            faulthandler.register(signal.SIGPROF, chain=True)
        _allow(LOCKED_SECONDS)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more: the service ends in order, and that may take a while."""
        self._stopped.set()
        if self._timer is not None:
            self._timer.cancel()
        if self._thread.is_alive():
            self._thread.join()
        _allow(0)

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._sound():
            self._start_anew("Turnout no longer listened on its port")
            return
        self._beats += 1
        self._timer = loop.call_later(BEAT_SECONDS, self._beat, loop)

    def _watch(self) -> None:
        seen, missing = self._beats, 0
        while not self._stopped.wait(BEAT_SECONDS):
            _allow(LOCKED_SECONDS)
            missing = missing + 1 if seen == self._beats else 0
            seen = self._beats
            if missing >= HUNG_BEATS:
                self._start_anew("Turnout did not answer any more")
                return

    def _start_anew(self, why: str) -> None:
        """Say where it hangs and put another process in our place.

        Nothing here waits for a lock that whoever hangs may hold: not the logging's, not the loop's.
        """
        _allow(0)  # it would outlast us
        now = steady_ns() // 1_000_000_000
        earlier = [int(one) for one in os.environ.get(_TIMES, "").split() if one.isdecimal()]
        times = [one for one in earlier if 0 <= now - one <= RESTART_WINDOW_SECONDS]
        again = len(times) < RESTARTS
        then = "it starts anew" if again else "it ends, and the clients get their own settings back"
        self._keep(f"{why}; {then}.")
        env = {**environment(os.environ), _TIMES: " ".join(map(str, (*times, now)))}
        self._become(self._words if again else ("restore", "--until-start"), env)
        self._end(HUNG_STATUS)

    def _keep(self, said: str) -> None:
        """Write the sentence, and which line each thread is at; no values."""
        with suppress(OSError):
            make_private_dir(self._paths.logs)
            descriptor = open_private(log_file(self._paths), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(descriptor, f"{datetime.now(UTC).isoformat(timespec='seconds')} ERROR {said}\n".encode())
            faulthandler.dump_traceback(descriptor)
            os.close(descriptor)
        with suppress(OSError, ValueError, AttributeError):
            os.write(
                sys.stderr.fileno(), f"turnout: {said} Where it was is in {log_file(self._paths)}.\n".encode()
            )
