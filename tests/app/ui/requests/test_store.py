"""The requests of the list without a window."""

from app.log_filter import compile_filter
from app.ui.requests.columns import COLUMNS, PLACES
from app.ui.requests.row import Row
from app.ui.requests.session import Session
from app.ui.requests.store import Store
from tests.fakes.summaries import failed, live, summary


def ids(lines: list[Row] | list[Row | Session]) -> list[str]:
    return [line.id for line in lines]


def test_it_is_bounded() -> None:
    store = Store(most=3)
    store.take([live(id="a"), summary(id="b")])
    batch = store.take([summary(id="b", status=201), summary(id="c"), summary(id="d")])
    assert (ids(batch.gone), ids(batch.changed), ids(batch.new)) == (["a"], ["b"], ["c", "d"])
    assert list(store.rows) == ["b", "c", "d"]
    assert store.live == set()
    # More than it holds in one batch: what came and went in it was never new.
    batch = store.take([summary(id=name) for name in "wxyz"])
    assert ids(batch.new) == ["x", "y", "z"]


def test_older_requests_go_in_front_as_far_as_there_is_room() -> None:
    store = Store(most=4)
    store.take([summary(id="c"), summary(id="d")])
    found = store.take_older([summary(id="x"), live(id="a"), summary(id="b"), summary(id="c")])
    assert ids(found) == ["a", "b"]
    assert list(store.rows) == ["a", "b", "c", "d"]
    assert [row.number for row in store.rows.values()] == [-2, -1, 0, 1]
    assert store.live == {"a"}
    assert store.take_older([summary(id="y")]) == []


def test_removed_rows_come_back_to_their_places() -> None:
    store = Store()
    store.take([summary(id=name) for name in "abcd"])
    gone = store.remove(["b", "d", "nowhere"])
    assert list(store.rows) == ["a", "c"]
    store.take([summary(id="e")])
    store.restore(gone)
    assert list(store.rows) == ["a", "b", "c", "d", "e"]


def test_filter_sort_and_group() -> None:
    store = Store()
    store.take([
        summary(id="a", total_ms=5.0, session="s"), failed(id="b", total_ms=None), summary(id="c", total_ms=9.0),
        summary(id="d", total_ms=5.0, session="s"),
    ])  # fmt: skip
    assert ids(store.arrange()) == ["a", "b", "c", "d"]
    store.order = (COLUMNS[PLACES["total"]], True)
    assert ids(store.arrange()) == ["c", "a", "d", "b"]
    store.order = (COLUMNS[PLACES["total"]], False)
    assert ids(store.arrange()) == ["a", "d", "c", "b"]
    store.filter = compile_filter("-state:failed")
    assert ids(store.arrange()) == ["a", "d", "c"]
    store.filter = compile_filter("quota")
    assert ids(store.arrange()) == []
    store.filter, store.order, store.grouped = compile_filter(""), None, True
    assert not store.is_plain
    assert ids(store.arrange()) == ["session:s_0001", "b", "c", "session:s", "a", "d"]


def test_places_in_the_order_of_arrival() -> None:
    store = Store()
    store.take([summary(id=name) for name in "abc"])
    store.lines = store.arrange()
    assert [store.position(row) for row in store.rows.values()] == [0, 1, 2]
    del store.lines[1]
    assert store.position(store.rows["b"]) == 1
    assert store.is_plain
