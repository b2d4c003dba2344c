"""The figures of days in the file."""

from pathlib import Path

from proxy.store.opening import open_for_writing
from proxy.store.usage import count, read_usage
from proxy.usage import UsageRow


def test_rows_add_up_and_are_read_by_day(tmp_path: Path) -> None:
    database = open_for_writing(tmp_path / "log.db")
    first = UsageRow("2026-03-01", "p", "m", "codex", 1, 0, 10, 4, 3, 2)
    other = UsageRow("2026-03-02", "p", "m", "claude-code", 1, 1)
    count(database, [first, other, first])
    count(database, [first])
    tripled = UsageRow("2026-03-01", "p", "m", "codex", 3, 0, 30, 12, 9, 6)
    assert read_usage(database, "2026-03-01", "2026-03-02") == [tripled, other]
    assert read_usage(database, "2026-03-02", "2026-03-09") == [other]
    assert read_usage(database, "2026-03-03", "2026-03-09") == []
    database.close()
