"""The requests that are kept: asked of the running service, else read from the file that it left."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from app import discovery
from app.context import Context
from app.costs import cost_of_request
from app.discovery import Running
from app.errors import AppError
from app.log_filter import compile_filter

if TYPE_CHECKING:
    from proxy.store import LogReader

Json = dict[str, Any]
T = TypeVar("T")


class KeptRequests:
    """`running`: the service, or None where none runs."""

    def __init__(self, context: Context, running: Running | None) -> None:
        self._context, self._running = context, running

    def list(self, expression: str, limit: int) -> list[Json]:
        """Return the summaries of the newest requests that match, oldest first.

        Raises `AppError`: the expression does not parse, the service does not answer, the file cannot be read.
        """
        if self._running is not None:
            query = urlencode({"limit": limit, "filter": expression})
            found = discovery.call(self._running, "GET", f"exchanges?{query}").get("exchanges", [])
            return list(found)
        matches, profiles = compile_filter(expression), self._context.profiles.list()

        def read(log: "LogReader") -> list[Json]:
            found: list[Json] = []
            for _, summary in log.rows():
                if len(found) >= limit:
                    break
                priced = {**summary, "cost": cost_of_request(profiles, summary)}
                if matches(priced):
                    found.append(priced)
            return found[::-1]

        return self._read(read)

    def find(self, exchange_id: str) -> Json | None:
        """Return all that is kept of one request; None where none of that id is. Raises `AppError`."""
        if self._running is not None:
            path = f"exchanges/{quote(exchange_id, safe='')}"
            return discovery.call(self._running, "GET", path) or None
        found = self._read(lambda log: _join(log, exchange_id))
        if found is None:
            return None
        return {**found, "cost": cost_of_request(self._context.profiles.list(), found)}

    def _read(self, read: "Callable[[LogReader], T]") -> T:
        import sqlite3  # with a running service, nobody needs it here

        from proxy.store import LogReader, NewerLogError

        path = self._context.log_file
        try:
            return read(LogReader(path))
        except NewerLogError:
            raise AppError(
                f"{path} was written by a newer Turnout.", "Update Turnout.", "log_unreadable"
            ) from None
        except sqlite3.Error as error:
            raise AppError(
                f"{path} cannot be read: {error}.",
                "Start Turnout, which mends or replaces it.",
                "log_unreadable",
            ) from error


def _join(log: "LogReader", exchange_id: str) -> Json | None:
    from proxy.exchange import join_detail

    parts = log.parts(exchange_id)
    return None if parts is None else join_detail(*parts)
