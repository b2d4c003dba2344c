"""Filters kept under a name."""

from PySide6.QtCore import QSettings

from app.ui.requests.saved_filters import MOST_SAVED, SavedFilters


def test_they_are_kept(settings: QSettings) -> None:
    saved = SavedFilters(settings)
    assert saved.all() == {}
    saved.save("慢", ">10s")
    saved.save("b", 'model:"x y"')
    saved.save("慢", ">20s")
    assert SavedFilters(settings).all() == {"慢": ">20s", "b": 'model:"x y"'}
    saved.delete("b")
    saved.delete("nowhere")
    assert saved.all() == {"慢": ">20s"}


def test_they_are_bounded_and_nothing_broken_is_read(settings: QSettings) -> None:
    saved = SavedFilters(settings)
    for number in range(MOST_SAVED + 3):
        saved.save(str(number), "x")
    assert next(iter(saved.all())) == "3"
    for broken in ("{", "[1]", "7"):
        settings.setValue("requests/filters", broken)
        assert saved.all() == {}
