"""Icons are drawn in the colours of the moment; the tray's states differ by shape."""

from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

from app.ui import icons, theme


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    theme.set_choice("light")
    yield
    theme.set_choice("light")


def ink(image: QImage) -> set[str]:
    """The colours of the pixels that are fully drawn."""
    found = set()
    for x in range(image.width()):
        for y in range(image.height()):
            color = image.pixelColor(x, y)
            if color.alpha() == 255:
                found.add(color.name())
    return found


def test_icon_follows_the_scheme() -> None:
    icon = icons.icon("stop", "accent")
    assert ink(icon.pixmap(32, 32).toImage()) == {theme.LIGHT.accent}
    theme.set_choice("dark")
    assert ink(icon.pixmap(32, 32).toImage()) == {theme.DARK.accent}


@pytest.mark.parametrize(
    ("mode", "state", "token"),
    [
        (QIcon.Mode.Normal, QIcon.State.Off, "dim"),
        (QIcon.Mode.Active, QIcon.State.Off, "text"),
        (QIcon.Mode.Normal, QIcon.State.On, "accent"),
        (QIcon.Mode.Disabled, QIcon.State.Off, "faint"),
    ],
)
def test_icon_of_a_control_shows_its_state(mode: QIcon.Mode, state: QIcon.State, token: str) -> None:
    drawn = icons.icon("stop").pixmap(QSize(32, 32), mode, state).toImage()
    assert ink(drawn) == {QColor(getattr(theme.LIGHT, token)).name()}


def test_icon_is_sharp_on_a_dense_screen() -> None:
    drawn = icons.icon("search").pixmap(QSize(20, 20), 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (40, 2.0)


def test_copies_outlive_their_original() -> None:
    copied = QIcon(icons.icon("key"))
    copied.addPixmap(icons.pixmap("key", "err", 20))  # makes the copy its own
    assert not copied.pixmap(20, 20).isNull()


def test_unknown_icon_fails_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


@pytest.mark.parametrize("mask", [False, True])
def test_tray_states_differ_by_shape(mask: bool) -> None:
    shapes = set()
    for state in get_args(icons.TrayPicture):
        icon = icons.tray_icon(state, mask)
        assert icon.isMask() == mask
        assert {(size.width()) for size in icon.availableSizes()} >= {16, 22, 64}
        assert icon.name() == ""  # with a name, hosts look it up in their own theme
        image = icon.pixmap(22, 22).toImage().convertToFormat(QImage.Format.Format_Alpha8)
        shapes.add(bytes(image.constBits()))
    assert len(shapes) == len(get_args(icons.TrayPicture))


def test_app_icon_has_every_size() -> None:
    assert {size.width() for size in icons.app_icon().availableSizes()} >= {16, 32, 48, 256}
