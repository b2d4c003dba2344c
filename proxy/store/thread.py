"""The one thread that writes the log: a batch at a time, and the next one whatever the disk does."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path

from proxy.exchange import Exchange
from proxy.redact import seal
from proxy.store.age import Age
from proxy.store.opening import is_damage, open_for_writing, set_aside
from proxy.store.schema import NewerLogError
from proxy.store.trimming import Limits, drop_old, give_back
from proxy.store.usage import read_usage
from proxy.store.writing import close_interrupted, write
from proxy.usage import UsageRow, day_of

_log = logging.getLogger(__name__)

BATCH_SECONDS = 0.25
"""What ends within so much goes into the file together."""
LARGE_BYTES = 1024 * 1024
"""A request of this size goes into the file at once: what waits takes memory."""
RETRY_SECONDS = 30.0
"""After an error of the disk; until then nothing is tried."""
UPKEEP_SECONDS = 600.0
"""How often the age of requests is looked at."""
CLOSE_SECONDS = 5.0
"""The service does not wait longer for its log when it ends."""
ANSWER_SECONDS = 20.0
"""For a deletion: behind a batch of large bodies on a slow disk."""
MANY_WAITING = 300
TURN_SECONDS = 0.001
"""Where so many wait the log is behind, because the service does not let it have Python's lock for long enough: whoever
brings one more lends it this long. What waits would grow otherwise, and be lost in the end."""
MAX_WAITING = 2_000
"""Exchanges; so many wait only while nothing can be written, and then the oldest are lost."""

Work = Callable[[sqlite3.Connection], int]


class LogUnavailableError(Exception):
    """The log cannot be changed now; the text says why."""


class LogThread:
    """Owns the file while the service runs.

    Attributes:
        limits: how much is kept; may be replaced at any time.
        problem: why nothing, or not all, is being kept, in a sentence.
        today: the figures of the day of the last write.
        settle: called with what is in the file from now on.
        changed: called when `problem` has changed.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        self.problem: str | None = None
        self.today: list[UsageRow] = []
        self.settle: Callable[[Iterable[Exchange]], None] = _settle
        self.changed: Callable[[], None] = _nothing
        self._path = path
        self._waiting: dict[int, Exchange] = {}
        self._asked: list[tuple[Work, Future[int]]] = []
        self._lost = 0
        self._aside = ""
        self._database: sqlite3.Connection | None = None
        self._left_alone = self._closing = False
        self._retry_at = self._upkeep_at = 0.0
        self._age = Age()
        self._lock = threading.Lock()
        self._wake, self._hurry = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="turnout-log", daemon=True)

    # ------------------------------------------------------------------ from other threads
    def start(self) -> None:
        """Open the file and begin."""
        self._thread.start()

    def close(self) -> None:
        """Write what waits, close the file, end."""
        self._closing = True
        self._wake_up()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    def put(self, exchange: Exchange) -> None:
        """Take an exchange; never waits for the disk."""
        with self._lock:
            self._waiting[exchange.number] = exchange
            self._bound()
            many = len(self._waiting) > MANY_WAITING and self.problem is None
        if many or len(exchange.client_request) > LARGE_BYTES:
            self._hurry.set()
        if not self._wake.is_set():
            self._wake.set()
        if many:
            time.sleep(TURN_SECONDS)

    def ask(self, work: Work) -> int:
        """Let the thread do something once all that was put before is written. Raises `LogUnavailableError`."""
        answer = self.order(work)
        try:
            return answer.result(ANSWER_SECONDS)
        except TimeoutError:
            raise LogUnavailableError("The log does not answer.") from None

    def order(self, work: Work) -> "Future[int]":
        """As `ask`, without waiting for it."""
        answer: Future[int] = Future()
        with self._lock:
            self._asked.append((work, answer))
        self._wake_up()
        return answer

    def look_after(self) -> None:
        """Apply the limits soon."""
        self._upkeep_at = 0.0
        self._wake.set()

    def _wake_up(self) -> None:
        self._hurry.set()
        self._wake.set()

    # ------------------------------------------------------------------ turns
    def _run(self) -> None:
        closing = False
        while not closing:
            self._turn()
            self._wake.wait(self._patience())
            if not self._closing:
                self._hurry.wait(BATCH_SECONDS)
            closing = self._closing
            self._hurry.clear()
            self._wake.clear()
        self._turn()
        self._close_file()

    def _patience(self) -> float:
        if self._left_alone:
            return UPKEEP_SECONDS
        next_at = self._retry_at if self._database is None else self._upkeep_at
        return min(max(0.0, next_at - time.monotonic()), UPKEEP_SECONDS)

    def _turn(self) -> None:
        """Do what is waiting; where the file is broken, once more with a new one."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            asked, self._asked = self._asked, []
        for exchange in tuple(waiting.values()):
            if exchange.ended and not _sealed(exchange):
                del waiting[exchange.number]
        try:
            if not self._attempt(waiting, asked):
                self._attempt(waiting, asked)
        except Exception as error:  # noqa: BLE001  # whatever it is, the next turn comes
            _log.exception("the log failed")
            self._stop_writing(f"Turnout's log failed ({type(error).__name__}).")
        self._put_back(waiting)
        for _, answer in asked:
            if not answer.done():
                answer.set_exception(LogUnavailableError(self.problem or "The log is not open."))

    def _attempt(self, waiting: dict[int, Exchange], asked: "list[tuple[Work, Future[int]]]") -> bool:
        """Write what waits, which leaves `waiting` as it goes into the file; False: to be tried again at once."""
        try:
            database = self._open()
            if database is None:
                return True
            for written in write(database, [one for one in waiting.values() if not one.stored], self.limits):
                self.settle(written)
                for exchange in written:
                    del waiting[exchange.number]
                self._count_today(database)
            waiting.clear()
            self._keep_up(database)
            for work, answer in asked:
                if not answer.done():
                    answer.set_result(work(database))
        except NewerLogError:
            self._left_alone = True
            self._stop_writing("The log was written by a newer Turnout, so it is left alone. Update Turnout.")
        except (sqlite3.Error, OSError) as error:
            return not self._fail(error)
        else:
            self._say("")
        return True

    def _open(self) -> sqlite3.Connection | None:
        """Return the file, opened where it is time for that."""
        if self._database is None and not self._left_alone and time.monotonic() >= self._retry_at:
            self._database = open_for_writing(self._path)
            close_interrupted(self._database)
            self._upkeep_at = 0.0
        return self._database

    def _count_today(self, database: sqlite3.Connection) -> None:
        today = day_of(time.time_ns() // 1000)
        self.today = read_usage(database, today, today)

    def _keep_up(self, database: sqlite3.Connection) -> None:
        """Now and then, what is too old goes; the file gets smaller where it can."""
        if time.monotonic() >= self._upkeep_at:
            self._upkeep_at = time.monotonic() + UPKEEP_SECONDS
            database.execute("BEGIN IMMEDIATE")
            drop_old(database, self.limits, self._age.now())
            database.execute("COMMIT")
            self._count_today(database)
        give_back(database, self.limits)

    # ------------------------------------------------------------------ trouble
    def _fail(self, error: Exception) -> bool:
        """Say why nothing can be written; returns whether a new file is worth a try at once."""
        if is_damage(error):
            self._close_file()
            try:
                aside = set_aside(self._path)
            except OSError as reason:
                error = reason
            else:
                self._aside = f"The log was damaged; it was set aside as {aside} and a new one was begun."
                return True
        self._stop_writing(
            f"Requests are not being written to the log: {error}. They are served all the same; "
            f"Turnout tries again every {RETRY_SECONDS:.0f} seconds."
        )
        return False

    def _stop_writing(self, problem: str) -> None:
        self._close_file()
        self._retry_at = time.monotonic() + RETRY_SECONDS
        self._say(problem)

    def _close_file(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            try:
                database.close()
            except sqlite3.Error as error:
                _log.debug("The log could not be closed: %s", error)

    def _put_back(self, waiting: dict[int, Exchange]) -> None:
        """What could not be written waits in front of what came meanwhile."""
        if waiting and not self._left_alone:
            with self._lock:
                self._waiting = waiting | self._waiting
                self._bound()

    def _bound(self) -> None:
        while len(self._waiting) > MAX_WAITING:
            del self._waiting[next(iter(self._waiting))]
            self._lost += 1

    def _say(self, problem: str) -> None:
        """Set the problem; when all is right again, what is lost for good is still to be known."""
        if not problem and self._lost:
            problem = f"{self._lost} requests are missing in the log: it could not be written for a while."
        said = problem or self._aside or None
        if said != self.problem:
            if said is not None:
                _log.warning("%s", said)
            self.problem = said
            self.changed()


def _sealed(exchange: Exchange) -> bool:
    """Mask it, also where it cannot be written: memory is looked at then. False: it may not go into the file."""
    try:
        seal(exchange)
    except Exception:  # noqa: BLE001  # it would end the thread, or be in the way of all that come after it
        _log.exception("a request cannot be masked; it is not kept")
        exchange.leave_out_bodies()
        return False
    return True


def _settle(exchanges: Iterable[Exchange]) -> None:
    for exchange in exchanges:
        exchange.stored = True


def _nothing() -> None:
    pass
