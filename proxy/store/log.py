"""The log while the service runs: what the recorder gives goes to its thread, what is asked is read from the file."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from proxy.bodies import Bodies
from proxy.conversation import Json
from proxy.exchange import Exchange
from proxy.store.opening import is_damage
from proxy.store.reading import LogReader
from proxy.store.schema import NewerLogError
from proxy.store.thread import LogThread
from proxy.store.trimming import Limits, delete_ids, delete_until, empty_out
from proxy.usage import UsageRow, day_of

_log = logging.getLogger(__name__)


class Store:
    """`put` and `today` return at once; everything else blocks on the disk: call it in a thread.

    Nothing that goes wrong with the disk reaches who serves requests: it is logged once and said in `problem`.
    """

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._thread = LogThread(path, limits or Limits())
        self._reader = LogReader(path)

    def start(
        self, settle: Callable[[Iterable[Exchange]], None], changed: Callable[[], None] | None = None
    ) -> None:
        """Open the file and begin to write, in the background.

        In that thread are called: `settle` with what is in the file from now on (it has to set `stored`), and
        `changed` when `problem` has changed.
        """
        self._thread.settle = settle
        if changed is not None:
            self._thread.changed = changed
        self._thread.start()

    def close(self) -> None:
        """Write what waits and close the file."""
        self._thread.close()

    @property
    def problem(self) -> str | None:
        """Why nothing, or not all, is being kept, in a sentence."""
        return self._thread.problem

    @property
    def limits(self) -> Limits:
        """How much is kept; may be changed while it runs."""
        return self._thread.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        if limits != self._thread.limits:
            self._thread.limits = limits
            self._thread.look_after()

    def put(self, exchange: Exchange) -> None:
        """Take an exchange, at its begin and at its end."""
        self._thread.put(exchange)

    def delete(self, ids: Iterable[str] | None = None, until: int | None = None) -> int:
        """Forget these, or all up to this number, but not what is under way; returns how many went.

        Raises `LogUnavailableError`.
        """

        def work(database: sqlite3.Connection) -> int:
            database.execute("BEGIN IMMEDIATE")
            count = 0
            if ids is not None:
                count += delete_ids(database, set(ids))
            if until is not None:
                count += delete_until(database, until)
            database.execute("COMMIT")
            empty_out(database)
            return count

        return self._thread.ask(work)

    def flush(self) -> None:
        """Return when all that was put before is in the file. Raises `LogUnavailableError`."""
        self._thread.ask(lambda _: 0)

    def today(self) -> list[UsageRow]:
        """Return what was used today, from memory."""
        today = day_of(time.time_ns() // 1000)
        return [row for row in self._thread.today if row.day == today]

    # ------------------------------------------------------------------ as LogReader, but that nothing is raised
    def rows(self, before: int | None = None) -> Iterator[tuple[int, Json]]:
        """Where the file cannot be read, what was read so far is all."""
        try:
            yield from self._reader.rows(before)
        except (sqlite3.Error, NewerLogError) as error:
            self._note(error)

    def number_of(self, exchange_id: str) -> int | None:
        """None also where the file cannot be read."""
        try:
            return self._reader.number_of(exchange_id)
        except (sqlite3.Error, NewerLogError) as error:
            self._note(error)
            return None

    def parts(self, exchange_id: str) -> tuple[Json, Json, Bodies] | None:
        """None also where the file cannot be read."""
        try:
            return self._reader.parts(exchange_id)
        except (sqlite3.Error, NewerLogError) as error:
            self._note(error)
            return None

    def usage(self, first: str, last: str) -> list[UsageRow]:
        """Nothing also where the file cannot be read."""
        try:
            return self._reader.usage(first, last)
        except (sqlite3.Error, NewerLogError) as error:
            self._note(error)
            return []

    def _note(self, error: sqlite3.Error | NewerLogError) -> None:
        if isinstance(error, NewerLogError):
            return  # the thread says so
        _log.warning("The log could not be read: %s", error)
        if is_damage(error):

            def fail(_: sqlite3.Connection) -> int:
                raise error

            self._thread.order(fail)  # a broken file is the thread's to set aside
