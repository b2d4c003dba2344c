"""The section of the clients: rows are made anew only where something has changed, and a complaint goes again."""

from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.settings.client_row import ClientRow
from app.ui.settings.clients import ClientsSection
from tests.app.ui.settings.sample import CLIENTS
from tests.fakes.link import FakeLink


def look(section: ClientsSection, link: FakeLink) -> list[object]:
    section.refresh()
    link.settle()
    return list(section._rows)


def test_rows_stay_while_nothing_changes(qtbot: QtBot, link: FakeLink) -> None:
    section = ClientsSection(link)
    qtbot.addWidget(section)
    link.answer("GET", "clients", CLIENTS)
    first = look(section, link)
    assert [type(row) for row in first] == [ClientRow, ClientRow]
    assert look(section, link) == first
    link.answer("GET", "clients", {"clients": CLIENTS["clients"][:1]})
    assert len(look(section, link)) == 1


def test_a_complaint_goes_with_the_next_answer(qtbot: QtBot, link: FakeLink) -> None:
    section = ClientsSection(link)
    qtbot.addWidget(section)
    link.answer("GET", "clients", CLIENTS)
    look(section, link)
    link.refuse("GET", "clients", Problem("x", "It broke."))
    [said] = look(section, link)
    assert not isinstance(said, ClientRow)
    link.answer("GET", "clients", CLIENTS)
    assert [type(row) for row in look(section, link)] == [ClientRow, ClientRow]
