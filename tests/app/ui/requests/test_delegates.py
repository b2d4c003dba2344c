"""Every kind of line can be painted, in both schemes."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.requests.columns import PLACES
from app.ui.requests.model import RequestModel
from app.ui.requests.table import RequestTable
from tests.fakes.summaries import failed, live, many, summary


def colors(image: QImage) -> set[str]:
    return {
        QColor(image.pixel(x, y)).name()
        for x in range(0, image.width(), 1)
        for y in range(0, image.height(), 2)
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_states_have_their_colours(qtbot: QtBot, settings: QSettings, scheme: theme.Choice) -> None:
    theme.set_choice(scheme)
    try:
        model = RequestModel()
        table = RequestTable(model, settings)
        qtbot.addWidget(table)
        table.resize(1_000, 300)
        table.show()
        model.load([
            summary(served_model="another-model"), failed(1), failed(0), live(),
            summary(state="cancelled"), summary(pinned=True, note="x", attempts=3),
        ])  # fmt: skip
        table.go(0)
        found = colors(table.viewport().grab().toImage())
        tokens = theme.tokens()
        for color in (
            tokens.ok_bg,
            tokens.err_bg,
            tokens.warn_bg,
            tokens.accent_bg,
            tokens.chip,
            tokens.selection,
        ):
            assert color in found
    finally:
        theme.set_choice("light")


def test_headings_and_narrow_columns(qtbot: QtBot, settings: QSettings) -> None:
    model = RequestModel()
    table = RequestTable(model, settings)
    qtbot.addWidget(table)
    table.resize(700, 400)
    table.show()
    model.load(many(40))
    model.set_grouped(True)
    for key in PLACES:
        table.columns().choose(key, True)
        table.setColumnWidth(PLACES[key], 24)
    before = table.viewport().grab().toImage()
    table._hover(2)
    table._hover(-1)
    model.set_grouped(False)
    assert table.viewport().grab().toImage() != before


def test_a_column_can_fit_its_texts(qtbot: QtBot, settings: QSettings) -> None:
    model = RequestModel()
    table = RequestTable(model, settings)
    qtbot.addWidget(table)
    model.load([summary(profile="a-profile-with-quite-a-long-name")])
    delegate = table._delegate
    wide = delegate.sizeHint(QStyleOptionViewItem(), model.index(0, PLACES["profile"]))
    narrow = delegate.sizeHint(QStyleOptionViewItem(), model.index(0, PLACES["retries"]))
    assert (wide.height(), narrow.height()) == (theme.ROW_HEIGHT, theme.ROW_HEIGHT)
    assert wide.width() > 150 > narrow.width()
