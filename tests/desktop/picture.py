"""What is to be seen on the screen: colours in a part of it, and whether it has changed."""

import time
from pathlib import Path

from PySide6.QtGui import QColor, QImage

from tests.desktop.desk import Desk

STILL_SECONDS = 0.3
"""A screen that has changed is looked at again after this long, as by a person who reads it."""


class Screen:
    """The screen of a desk; its pictures lie in `folder`."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk, self._file = desk, folder / "screen.png"

    def picture(self, window: str = "root") -> QImage:
        """Return what is to be seen now, of everything or of one window."""
        image = QImage(str(self._desk.screenshot(self._file, window)))
        assert not image.isNull()
        return image

    def wait_change(self, before: QImage, what: str) -> None:
        """Wait until there is something else than before, and a moment more."""
        self._desk.wait(lambda: self.picture() != before, what)
        time.sleep(STILL_SECONDS)

    def wait_still(self) -> None:
        """Wait until nothing moves: a window has found its place and what it shows."""

        def is_still() -> bool:
            before = self.picture()
            time.sleep(STILL_SECONDS)
            return self.picture() == before

        self._desk.wait(is_still, "a screen that stays as it is")

    def find_colors(self, window: str, region: tuple[int, int, int, int]) -> set[str]:
        """Return the colours (`#rrggbb`) in a region of a window: left, top, width, height."""
        part = self.picture(window).copy(*region)
        found = {part.pixel(x, y) for y in range(part.height()) for x in range(part.width())}
        return {QColor(one).name() for one in found}
