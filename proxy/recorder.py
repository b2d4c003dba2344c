"""Who listens to exchanges, and what of them is kept in memory (bounded by number and by bytes)."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

from proxy.exchange import Exchange
from proxy.redact import redact_secrets

MAX_EXCHANGES = 2_000
"""So many requests can be looked at again; more than a day of heavy use."""
MAX_BYTES = 64 * 1024 * 1024
"""So much memory the recorded bodies may take; the oldest bodies go first, their summaries stay."""

RecordBodies = Literal["never", "errors", "all"]
Listener = Callable[[Exchange], None]


class Recorder:
    """Keeps exchanges in the order of their start; tells listeners of each begin and end."""

    def __init__(self, record_bodies: RecordBodies = "all", max_bytes: int = MAX_BYTES) -> None:
        self.record_bodies: RecordBodies = record_bodies
        self._kept: OrderedDict[str, Exchange] = OrderedDict()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._bytes = 0
        self._max_bytes = max_bytes
        self._listeners: list[Listener] = []

    def begin(self, exchange: Exchange) -> None:
        """Take up a new exchange."""
        self._kept[exchange.id] = exchange
        while len(self._kept) > MAX_EXCHANGES:
            oldest, _ = self._kept.popitem(last=False)
            self._bytes -= self._sizes.pop(oldest, 0)
        self._tell(exchange)

    def finish(self, exchange: Exchange, secrets: tuple[str, ...] = ()) -> None:
        """Take the end of an exchange; `secrets` are removed from its bodies before anyone reads them."""
        exchange.total = exchange.since()
        if exchange.state == "live":
            exchange.state = "failed" if exchange.failure else "done"
        if self.record_bodies == "never" or (self.record_bodies == "errors" and exchange.state == "done"):
            exchange.drop_bodies()
        else:
            redact_secrets(exchange, secrets)
        if exchange.id in self._kept:
            self._sizes[exchange.id] = size = exchange.size()
            self._bytes += size
        while self._bytes > self._max_bytes and self._sizes:
            oldest, size = self._sizes.popitem(last=False)
            self._bytes -= size
            self._kept[oldest].drop_bodies()
        self._tell(exchange)

    def exchanges(self, limit: int | None = None) -> list[Exchange]:
        """Return what is kept, oldest first; with `limit` the newest so many."""
        kept = list(self._kept.values())
        return kept if limit is None else kept[-limit:] if limit else []

    def get(self, exchange_id: str) -> Exchange | None:
        """Return one exchange."""
        return self._kept.get(exchange_id)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at each begin and end; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, exchange: Exchange) -> None:
        for listener in tuple(self._listeners):
            listener(exchange)
