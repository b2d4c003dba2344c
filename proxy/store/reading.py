"""Reads the log: for the running service, and for the command line when none runs."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson

from proxy.bodies import Bodies
from proxy.conversation import Json
from proxy.store import schema
from proxy.store.opening import open_for_reading
from proxy.store.packing import unpack_bodies, unpack_details
from proxy.store.usage import read_usage
from proxy.usage import UsageRow

CHUNK = 200
"""Rows at a time: a filter that finds enough soon does not read all."""

_ROWS = """
    SELECT number, summary, live, EXISTS (SELECT 1 FROM bodies WHERE bodies.number = exchanges.number)
    FROM exchanges WHERE number < ? ORDER BY number DESC LIMIT ?
"""
_ONE = """
    SELECT summary, live, details.packed, bodies.packed FROM exchanges
    LEFT JOIN details USING (number) LEFT JOIN bodies USING (number) WHERE id = ?
"""
_LATEST = 2**63 - 1


class LogReader:
    """Opens the file for each question. Where there is none, nothing is found.

    All raise `sqlite3.Error` and, for a file of a newer Turnout, `NewerLogError`. What was under way when a service
    was killed is shown as cancelled.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, before: int | None = None) -> Iterator[tuple[int, Json]]:
        """Yield numbers and summaries of what came in before the exchange of that number, newest first."""
        number = _LATEST if before is None else before
        while found := self._chunk(number):
            for number, summary, live, kept in found:
                yield number, _shown(summary, live, kept)
            time.sleep(0)  # a long search must not keep the event loop's thread waiting

    def number_of(self, exchange_id: str) -> int | None:
        """Return an exchange's number."""
        found = self._fetch("SELECT number FROM exchanges WHERE id = ?", exchange_id)
        return found[0][0] if found else None

    def parts(self, exchange_id: str) -> tuple[Json, Json, Bodies] | None:
        """Return an exchange's summary, details and bodies."""
        found = self._fetch(_ONE, exchange_id)
        if not found:
            return None
        summary, live, details, bodies = found[0]
        return (
            _shown(summary, live, bodies is not None),
            unpack_details(details) if details else dict(_NO_DETAILS),
            unpack_bodies(bodies) if bodies else Bodies(),
        )

    def usage(self, first: str, last: str) -> list[UsageRow]:
        """Return what was used on these local days (YYYY-MM-DD, both included)."""
        try:
            with closing(open_for_reading(self._path)) as database:
                return read_usage(database, first, last) if schema.version_of(database) else []
        except FileNotFoundError:
            return []

    def _chunk(self, before: int) -> list[tuple[int, bytes, int, int]]:
        return self._fetch(_ROWS, before, CHUNK)

    def _fetch(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # sqlite3's rows
        try:
            with closing(open_for_reading(self._path)) as database:
                return database.execute(query, values).fetchall() if schema.version_of(database) else []
        except FileNotFoundError:
            return []


_NO_DETAILS: Json = {
    "attempts_detail": [],
    "headers": {"client_request": {}, "upstream_request": {}, "upstream_response": {}},
}


def _shown(summary: bytes, live: int, kept: int) -> Json:
    said: Json = orjson.loads(summary)
    if live:
        interrupt(said)
    said["bodies_kept"] = bool(kept)
    return said


def interrupt(summary: Json) -> None:
    """Say of an exchange that was under way when its service ended that it did not end."""
    summary["state"], summary["fault"] = "cancelled", "turnout"
    summary["error"] = {"code": "interrupted", "message": "Turnout ended before the reply did."}
