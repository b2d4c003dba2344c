"""Foreign text in a menu."""

from app.ui.menu_text import MOST_COLUMNS, menu_text


def test_it_is_shown_as_it_is() -> None:
    assert menu_text("R&D\tbox") == "R&&D box"
    assert menu_text("x" * MOST_COLUMNS) == "x" * MOST_COLUMNS


def test_a_long_one_ends_in_an_ellipsis() -> None:
    assert menu_text("x" * 60, 10) == "x" * 9 + "…"
    assert menu_text("月之暗面的服务", 10) == "月之暗面…"
    assert menu_text("one two three", 9) == "one two…"
    assert menu_text("&" * 60, 3) == "&&&&…"
