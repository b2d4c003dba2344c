"""Renders every page of the desktop app without a screen: `python -m tests.screenshots [--out FOLDER] …`.

A page takes part by a module `tests/app/ui/PAGE/sample.py` with `build(link) -> Page`, which says what the played
service answers, and, where it likes, `stage(page)`, which selects what the picture shall show.
"""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt

import argparse
import contextlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import get_args

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import i18n, theme
from app.ui.main_window import LEAST, SIZE, MainWindow
from app.ui.page import Page
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.link import FakeLink

PAGES = ("requests", "profiles", "check", "usage", "settings")
DIALOGS = ("first_run", "diagnostics")
"""Shown by themselves, at their own size; `build` returns the dialog."""
LANGUAGES: dict[str, i18n.Choice] = {"en": "en", "zh": "zh_CN"}
SCHEMES: tuple[theme.Choice, ...] = ("light", "dark")
ROUNDS = 3
SETTLE_MS = 60
"""For layouts that follow each other, and timers of one frame."""


@dataclass(frozen=True)
class Picture:
    """One picture to make."""

    page: str
    scheme: theme.Choice
    language: str
    size: tuple[int, int]

    @property
    def file_name(self) -> str:
        small = "" if self.size == SIZE else f"-{self.size[0]}x{self.size[1]}"
        return f"{self.page}-{self.scheme}-{self.language}{small}.png"


def sample_of(page: str) -> ModuleType | None:
    """Return a page's sample module, or None where it has none."""
    name = f"tests.app.ui.{page}.sample"
    if not (Path(__file__).parent / "app" / "ui" / page / "sample.py").is_file():
        return None
    return importlib.import_module(name)


def render(picture: Picture, out: Path) -> Path:
    """Make one picture and return its file."""
    theme.set_choice(picture.scheme)
    i18n.install(LANGUAGES[picture.language])
    link = FakeLink()
    link.answer("GET", "profiles", {"profiles": PROFILES})
    sample = sample_of(picture.page)
    if sample is None:
        raise SystemExit(f"tests/app/ui/{picture.page}/sample.py is missing")
    file = out / picture.file_name
    with shown_with_data(picture.page, sample, link, picture.size) as shown:
        shown.grab().save(str(file))
    return file


@contextlib.contextmanager
def shown_with_data(
    page: str, sample: ModuleType, link: FakeLink, size: tuple[int, int]
) -> Iterator[QWidget]:
    """A page in its window, or a dialog, with the sample's data."""
    if page in DIALOGS:
        dialog: QWidget = sample.build(link)
        dialog.show()
        _stage(sample, dialog, link)
        yield dialog
        dialog.close()
        dialog.deleteLater()
        return
    with window(link, {page: lambda: sample.build(link)}, size) as shown:
        shown.go(page)
        _stage(sample, shown.page(page), link)
        yield shown


@contextlib.contextmanager
def window(
    link: FakeLink, pages: dict[str, Callable[[], Page]], size: tuple[int, int]
) -> Iterator[MainWindow]:
    """A main window over a played service, shown; pages that are not asked for are empty."""
    filled = {name: pages.get(name, lambda name=name: _blank(name)) for name in PAGES}  # type: ignore[misc]
    shown = MainWindow(link, filled)
    try:
        shown.resize(*size)
        shown.show()
        link.connect_with(STATUS)
        for number in range(3):
            link.exchange.emit({"id": f"live-{number}", "state": "live"})
        settle(link)
        yield shown
    finally:
        shown.close_to_tray = False
        shown.close()
        shown.deleteLater()
        QApplication.processEvents()


def settle(link: FakeLink) -> None:
    """Deliver the service's answers and let the layout follow."""
    link.settle()
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()
    link.settle()


def _stage(sample: ModuleType, shown: QWidget, link: FakeLink) -> None:
    settle(link)
    if hasattr(sample, "stage"):
        sample.stage(shown)
    # What was asked for comes first, then its rows, then their layout.
    for _ in range(ROUNDS):
        settle(link)


def _blank(name: str) -> Page:
    return type("BlankPage", (Page,), {"name": name, "icon_name": "info", "title": lambda _self: name})()


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("assets/screenshots"))
    parser.add_argument("--page", action="append", choices=(*PAGES, *DIALOGS), help="only this page")
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--scheme", action="append", choices=get_args(theme.Choice)[1:])
    parser.add_argument("--small", action="store_true", help="at the smallest size of the window")
    asked = parser.parse_args(words)
    asked.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as home:
        os.environ["TURNOUT_HOME"] = home
        for page in asked.page or [page for page in (*PAGES, *DIALOGS) if sample_of(page)]:
            for scheme in asked.scheme or SCHEMES:
                for language in asked.language or LANGUAGES:
                    picture = Picture(page, scheme, language, LEAST if asked.small else SIZE)
                    sys.stdout.write(f"{render(picture, asked.out)}\n")
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
