"""The figures of days in the log's file, which outlast the requests themselves."""

import sqlite3
from collections.abc import Iterable

from proxy.usage import UsageRow

_ADD = """
    INSERT INTO usage VALUES (:day, :profile, :model, :client, :requests, :failed, :input, :cached, :output, :reasoning)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, failed = failed + excluded.failed,
        input = input + excluded.input, cached = cached + excluded.cached,
        output = output + excluded.output, reasoning = reasoning + excluded.reasoning
"""
_READ = """
    SELECT day, profile, model, client, requests, failed, input, cached, output, reasoning
    FROM usage WHERE day BETWEEN ? AND ? ORDER BY day, profile, model, client
"""


def count(database: sqlite3.Connection, rows: Iterable[UsageRow]) -> None:
    """Add to the figures of days."""
    database.executemany(_ADD, [row.as_json() for row in rows])


def read_usage(database: sqlite3.Connection, first: str, last: str) -> list[UsageRow]:
    """Return the rows of these local days, both included."""
    return [UsageRow(*row) for row in database.execute(_READ, (first, last))]
