"""Values that the filter offers."""

from app.ui.requests.seen_values import values_of
from app.ui.requests.store import Store
from tests.fakes.summaries import failed, summary


def test_values_of_the_newest_first() -> None:
    store = Store()
    store.take([
        failed(0), summary(requested_model="a", upstream_model="b", served_model=None),
        summary(requested_model="c", upstream_model="b", served_model="b"),
    ])  # fmt: skip
    assert values_of(store, "model")[:3] == ["c", "b", "a"]
    assert values_of(store, "error") == ["rate_limited"]
    assert values_of(store, "version") == ["0.169.0"]
    assert values_of(store, "wire") == ["responses", "chat"]
    assert values_of(store, "replay") == []


def test_no_more_than_one_can_read() -> None:
    store = Store()
    store.take([summary(session=f"s{number}") for number in range(400)])
    assert len(values_of(store, "session")) == 200
