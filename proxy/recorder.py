"""Who listens to exchanges, and what of them is kept: a recent window in memory, the rest in the log."""

import heapq
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, Protocol

from proxy.bodies import Bodies
from proxy.conversation import Json
from proxy.exchange import Exchange, join_detail
from proxy.redact import seal, seal_summary
from proxy.tasks import surviving
from proxy.usage import UsageRow, add_up, count_of, day_of

MAX_EXCHANGES = 500
"""So many requests are kept in memory; the log has the others."""
MAX_BYTES = 64 * 1024 * 1024
"""So much memory may be taken by bodies that are not yet, or cannot be, in the log; the oldest go first."""

RecordBodies = Literal["never", "errors", "all"]
Listener = Callable[[Exchange], None]
Secrets = Callable[[], tuple[str, ...]]
Test = Callable[[Json], bool]


class Log(Protocol):
    """Where exchanges are kept for long. `put` returns at once; what reads may be called in any thread."""

    @property
    def problem(self) -> str | None:
        """Why nothing, or not all, is being kept."""

    def put(self, exchange: Exchange) -> None:
        """Take an exchange, at its begin and at its end; sets `stored` once its end is kept."""

    def rows(self, before: int | None) -> Iterator[tuple[int, Json]]:
        """Yield numbers and summaries of what came in before the exchange of that number, newest first."""

    def number_of(self, exchange_id: str) -> int | None: ...

    def parts(self, exchange_id: str) -> tuple[Json, Json, Bodies] | None:
        """Return an exchange's summary, details and bodies."""

    def delete(self, ids: Iterable[str] | None, until: int | None) -> int:
        """Forget what has ended: these, or all up to this number; returns how many."""

    def today(self) -> list[UsageRow]:
        """Return what was used today; at once."""

    def usage(self, first: str, last: str) -> list[UsageRow]:
        """Return what was used on these local days (YYYY-MM-DD, both included)."""


class Recorder:
    """Keeps exchanges in the order of their start; tells listeners of each begin and end.

    `begin`, `finish` and `listen` belong to the event loop; what reads may block on a disk: call it in a thread.

    Attributes:
        recording: while it is off, new requests are served and leave no trace here.
        last_error: the newest exchange that failed, as `{"id","at","code","message"}`.
    """

    def __init__(
        self, record_bodies: RecordBodies = "all", max_bytes: int = MAX_BYTES, log: Log | None = None
    ) -> None:
        self.record_bodies: RecordBodies = record_bodies
        self.log = log
        self.recording = True
        self.last_error: Json | None = None
        self._kept: dict[str, Exchange] = {}
        self._live: dict[str, tuple[Exchange, Secrets]] = {}
        self._sizes: dict[str, int] = {}
        self._bytes = 0
        self._max_bytes = max_bytes
        self._dropped = 0
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    # ------------------------------------------------------------------ what happens
    def begin(self, exchange: Exchange, secrets: Secrets = tuple) -> None:
        """Take up a new exchange; `secrets` says what is to be left out of its record."""
        if not self.recording:
            return
        with self._lock:
            self._kept[exchange.id] = exchange
            self._live[exchange.id] = exchange, secrets
            if len(self._kept) > MAX_EXCHANGES:
                self._forget_oldest()
        self._tell(exchange)
        if self.log is not None:
            self.log.put(exchange)

    def finish(self, exchange: Exchange) -> None:
        """Take the end of an exchange."""
        total = exchange.since()
        if exchange.state == "live":
            exchange.state = "failed" if exchange.failure else "done"
        live = self._live.get(exchange.id)
        if live is None:  # begun while nothing was to be recorded
            return
        exchange.secrets = live[1]()
        seal_summary(exchange)
        if self.record_bodies == "never" or (self.record_bodies == "errors" and exchange.state == "done"):
            exchange.leave_out_bodies()
        if self.log is None:
            seal(exchange)  # nobody else will
        exchange.total = total
        del self._live[exchange.id]
        self._note_error(exchange)
        self._weigh(exchange)
        self._tell(exchange)
        if self.log is not None:
            self.log.put(exchange)

    def _note_error(self, exchange: Exchange) -> None:
        if (failure := exchange.failure) is not None and exchange.state == "failed":
            said = {"code": failure.code or failure.kind, "message": failure.message}
            self.last_error = {"id": exchange.id, "at": exchange.started_at, **said}

    def settle(self, exchanges: Iterable[Exchange]) -> None:
        """Free what the log has now; to be called by it, from its thread."""
        with self._lock:
            for exchange in exchanges:
                self._bytes -= self._sizes.pop(exchange.id, 0)
                exchange.stored = True  # first: whoever reads the bodies meanwhile looks at this after
                exchange.drop_bodies()

    def _weigh(self, exchange: Exchange) -> None:
        """Count its bodies; where they are too much, the oldest that are only here go."""
        with self._lock:
            if exchange.id in self._kept:
                self._sizes[exchange.id] = size = exchange.memory()
                self._bytes += size
            while self._bytes > self._max_bytes and self._sizes:
                oldest = next(iter(self._sizes))
                self._bytes -= self._sizes.pop(oldest)
                self._kept[oldest].leave_out_bodies()
                self._dropped += self.log is not None

    def _forget_oldest(self) -> None:
        """Whatever is under way stays."""
        oldest = next((one for one in self._kept if one not in self._live), None)
        if oldest is not None:
            gone = self._kept.pop(oldest)
            self._bytes -= self._sizes.pop(oldest, 0)
            if not gone.stored and self.log is not None:
                gone.leave_out_bodies()  # it may wait long for the log
                self._dropped += 1

    # ------------------------------------------------------------------ listeners
    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at each begin and end; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, exchange: Exchange) -> None:
        for listener in tuple(self._listeners):
            with surviving("a listener to requests"):
                listener(exchange)

    # ------------------------------------------------------------------ memory
    def live(self) -> list[Exchange]:
        """Return what is under way."""
        return [exchange for exchange, _ in self._live.values()]

    def exchanges(self, limit: int | None = None) -> list[Exchange]:
        """Return what is in memory, oldest first; with `limit` the newest so many."""
        with self._lock:
            kept = list(self._kept.values())
        return kept if limit is None else kept[-limit:] if limit else []

    def get(self, exchange_id: str) -> Exchange | None:
        """Return one exchange of those in memory; its bodies may be in the log alone."""
        return self._kept.get(exchange_id)

    # ------------------------------------------------------------------ memory and log
    @property
    def problem(self) -> str | None:
        """Why not all is being kept, in a sentence."""
        if self.log is None:
            return None
        if self.log.problem is None and self._dropped:
            return f"The log could not keep up: {self._dropped} requests were kept without their bodies."
        return self.log.problem

    def summaries(self, limit: int, before: str | None = None, test: Test | None = None) -> list[Json]:
        """Return the newest `limit` summaries that pass the test, oldest first; those before an exchange's id.

        An unknown id gives none. Blocks while the log is read.
        """
        number = None if before is None else self._number_of(before)
        if before is not None and number is None:
            return []
        found: list[Json] = []
        if limit > 0:
            for summary in self._newest_first(number):
                if test is None or test(summary):
                    found.append(summary)
                    if len(found) >= limit:
                        break
        found.reverse()
        return found

    def parts(self, exchange_id: str) -> tuple[Json, Json, Bodies] | None:
        """Return one exchange's summary, details and bodies, without secrets. Blocks while the log is read."""
        exchange = self._kept.get(exchange_id)
        if exchange is None:
            return None if self.log is None else self.log.parts(exchange_id)
        live = self._live.get(exchange_id)
        shown = exchange.copy()
        if live is not None:
            shown.secrets = live[1]()
        seal(shown)
        ours = shown.summary(), shown.details(), shown.bodies
        if exchange.stored and self.log is not None:
            return self.log.parts(exchange_id) or ours
        return ours

    def detail(self, exchange_id: str) -> Json | None:
        """Return what `turnout log show --json` shows. Blocks while the log is read."""
        parts = self.parts(exchange_id)
        return None if parts is None else join_detail(*parts)

    def today(self) -> list[UsageRow]:
        """Return what was used on this local day; does not block."""
        today = day_of(time.time_ns() // 1000)
        return self._usage_here(today, today) if self.log is None else self.log.today()

    def usage(self, first: str, last: str) -> list[UsageRow]:
        """Return what was used on these local days (YYYY-MM-DD, both included). Blocks while the log is read."""
        return self._usage_here(first, last) if self.log is None else self.log.usage(first, last)

    def _usage_here(self, first: str, last: str) -> list[UsageRow]:
        counted = [count_of(one.number, one.summary()) for one in self.exchanges() if one.ended]
        return add_up(row for row in counted if first <= row.day <= last)

    def delete(self, ids: Iterable[str] | None = None, until: int | None = None) -> int:
        """Forget what has ended: these, and all that began up to this moment (microseconds since 1970).

        Returns how many. Blocks until it is gone from the disk.
        """
        chosen = None if ids is None else set(ids)
        with self._lock:
            gone = [
                one
                for one in self._kept.values()
                if one.id not in self._live
                and ((chosen is not None and one.id in chosen) or (until is not None and one.number <= until))
            ]
            for exchange in gone:
                del self._kept[exchange.id]
                self._bytes -= self._sizes.pop(exchange.id, 0)
        if self.log is None:
            return len(gone)
        return max(len(gone), self.log.delete(chosen, until))

    def _number_of(self, exchange_id: str) -> int | None:
        exchange = self._kept.get(exchange_id)
        if exchange is not None:
            return exchange.number
        return None if self.log is None else self.log.number_of(exchange_id)

    def _newest_first(self, before: int | None) -> Iterator[Json]:
        """The log, and over it what it does not have yet."""
        here = [
            (one.number, one.summary())
            for one in reversed(self.exchanges())
            if (self.log is None or not one.stored) and (before is None or one.number < before)
        ]
        there = iter(()) if self.log is None else self.log.rows(before)
        last = None
        for number, summary in heapq.merge(here, there, key=lambda row: -row[0]):
            if number != last:
                yield summary
            last = number
