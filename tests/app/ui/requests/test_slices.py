"""Long work between the events of the window."""

from collections.abc import Generator

from pytestqt.qtbot import QtBot

from app.ui.requests import slices as slices_module
from app.ui.requests.slices import Slices


def count(until: int, seen: list[int]) -> Generator[None, None, object]:
    for number in range(until):
        seen.append(number)
        yield
    return "done"


def test_small_work_ends_at_once(qtbot: QtBot) -> None:
    done: list[object] = []
    slices = Slices()
    slices.start(count(3, []), done.append)
    assert done == ["done"]
    assert not slices.is_running


def test_long_work_yields_to_the_window(qtbot: QtBot, monkeypatch: object) -> None:
    done: list[object] = []
    seen: list[int] = []
    slices = Slices()

    def steps() -> Generator[None, None, object]:
        for number in range(6):
            seen.append(number)
            qtbot.wait(0)
            until = slices_module.perf_counter() + slices_module.SLICE_S
            while slices_module.perf_counter() < until:
                pass
            yield
        return len(seen)

    slices.start(steps(), done.append)
    assert slices.is_running
    assert done == []
    qtbot.waitUntil(lambda: done == [6])


def test_new_work_takes_the_place_of_the_old(qtbot: QtBot) -> None:
    done: list[object] = []
    slices = Slices()
    slices.start(count(10_000_000, []), done.append)
    assert slices.is_running
    slices.start(count(1, []), lambda value: done.append(("second", value)))
    assert done == [("second", "done")]
    slices.start(count(10_000_000, []))
    slices.cancel()
    assert not slices.is_running
