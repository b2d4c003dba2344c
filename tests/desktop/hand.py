"""A person's hand on the mouse: where it clicks, and how often.

The places are measured from the nearest corner of a window, at the size that it has at first; negative: from the
right or the bottom edge. If a journey fails after a change of the layout, look at `failed.png` and mend them.
"""

from tests.desktop.desk import Desk

# The first run's dialog, 760×600.
NEXT = (-67, -25)
"""The button at its right: Continue, Apply."""
DEMO_CARD = (133, 172)

# The main window, 1180×740.
MENU_BUTTON = (-65, 26)
"""Only where there is no tray."""
FIRST_ROWS = (170, 130, 1000, 100)
"""Of the list of requests: left, top, width, height."""

# The tray's menu; a line is 28 pixels high.
TRAY_CODEX = (100, 84)
TRAY_QUIT = (100, -17)
SECOND_PROFILE = (100, 47)


class Hand:
    """Clicks, and counts them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.clicks = 0

    def click(self, window: str, place: tuple[int, int], button: int = 1) -> None:
        """Click at a place of a window."""
        self.clicks += 1
        self._desk.click_at(window, *place, button)
