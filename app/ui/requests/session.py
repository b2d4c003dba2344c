"""Requests of one conversation under one heading."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication

from app.ui.counts import Counts
from app.ui.requests import wording
from app.ui.requests.plain_text import one_line
from app.ui.requests.row import Row

translate = QCoreApplication.translate


class Session:
    """The heading of a conversation. `number` is that of its newest request."""

    __slots__ = ("folded", "key", "rows")

    def __init__(self, key: str, folded: bool) -> None:
        self.key = key
        self.folded = folded
        self.rows: list[Row] = []

    @property
    def id(self) -> str:
        return f"session:{self.key}"

    @property
    def number(self) -> int:
        return max(row.number for row in self.rows)

    def title(self) -> str:
        """Return who and where: `Codex · shop`, or that these requests belong to no conversation."""
        if not self.key:
            return translate("RequestSession", "Single requests")
        first = self.rows[0].summary
        said = [one_line(wording.client_name(first.get("client")), 40)]
        if project := one_line(str(first.get("project") or ""), 80):
            said.append(project.rstrip("/\\").replace("\\", "/").rpartition("/")[2])
        else:
            said.append(one_line(self.key, 12))
        return " · ".join(said)

    def figures(self) -> str:
        """Return what it came to: requests, errors, tokens, cost."""
        failed = sum(row.is_error for row in self.rows)
        said = [Counts().requests(len(self.rows))]
        if failed:
            said.append(translate("RequestSession", "{count} failed").format(count=failed))
        usages = [usage for row in self.rows if (usage := row.summary.get("usage"))]
        if usages:
            given = sum(usage.get("input") or 0 for usage in usages)
            got = sum(usage.get("output") or 0 for usage in usages)
            text = translate("RequestSession", "{input} in, {output} out")
            said.append(text.format(input=wording.count(given), output=wording.count(got)))
        said += [wording.cost(amount) for amount in total_cost(self.rows)]
        return " · ".join(said)


def group_rows(rows: Iterable[Row], folded: set[str]) -> list[Row | Session]:
    """Return the rows under their sessions, the session with the newest request last."""
    sessions: dict[str, Session] = {}
    for row in rows:
        key = row.session
        session = sessions.get(key)
        if session is None:
            session = sessions[key] = Session(key, key in folded)
        session.rows.append(row)
    lines: list[Row | Session] = []
    for session in sorted(sessions.values(), key=lambda one: one.number):
        lines.append(session)
        if not session.folded:
            lines += session.rows
    return lines


def total_cost(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Return the cost of the rows whose cost is known, one for each currency."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if cost := row.summary.get("cost"):
            try:
                sums[cost["currency"]] = sums.get(cost["currency"], Decimal(0)) + Decimal(str(cost["amount"]))
            except (InvalidOperation, KeyError):
                continue
    return [{"currency": currency, "amount": str(amount)} for currency, amount in sums.items()]
