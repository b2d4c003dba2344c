"""The settings page: shown as the service describes them, each change kept at once, refusals in place."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.call import Problem
from app.ui.confirm_change import ConfirmChange
from app.ui.diagnostics.dialog import DiagnosticsDialog
from app.ui.settings.client_row import ClientRow
from app.ui.settings.clients import ClientsSection
from app.ui.settings.doctor import DoctorSection
from app.ui.settings.field import BoolField, ChoiceField, NumberField
from app.ui.settings.page import SettingsPage
from app.ui.widgets.finding import Finding
from tests.app.ui.diagnostics.sample import PlayedCommand
from tests.app.ui.settings.sample import CLIENTS, SETTINGS, NoAutostart, answer
from tests.fakes.desktop import STATUS, Json
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls


class StuckAutostart(NoAutostart):
    def set(self, on: bool) -> None:
        raise OSError("read-only")


def build(
    link: FakeLink, qtbot: QtBot, starts: NoAutostart | None = None, *, fallbacks: bool = False
) -> SettingsPage:
    QLocale.setDefault(QLocale("en"))
    answer(link)
    if not fallbacks:  # their many rows take time
        link.hang("GET", "fallbacks")
        link.hang("GET", "breakers")
    link.connect_with(STATUS)
    page = SettingsPage(link, starts or NoAutostart())
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    link.settle()
    return page


@pytest.fixture
def page(link: FakeLink, qtbot: QtBot) -> Iterator[SettingsPage]:
    yield build(link, qtbot)
    theme.set_choice("light")


def keep(body: Json) -> Json:
    return {"settings": {**SETTINGS["settings"], **body}, "described": SETTINGS["described"]}


def control(page: SettingsPage, name: str) -> Any:
    return page._values.rows[name].control


def test_every_setting_has_its_row_and_value(page: SettingsPage) -> None:
    assert set(page._values.rows) == {one["name"] for one in SETTINGS["described"]}
    assert isinstance(control(page, "language"), ChoiceField)
    assert isinstance(control(page, "notifications"), BoolField)
    assert isinstance(control(page, "idle_timeout_ms"), NumberField)
    assert control(page, "idle_timeout_ms").line.text() == "120"
    assert not unnamed_controls(page)


def test_rows_are_in_their_sections(page: SettingsPage) -> None:
    def titles(section: Any) -> list[str]:
        return [row._title.text() for row in section._rows]

    assert titles(page._general)[:3] == ["Language", "Appearance", "Start at login"]
    assert titles(page._service)[:2] == ["Port", "Only this computer can reach Turnout"]
    assert titles(page._privacy)[0] == "Keep what was sent and answered"
    assert titles(page._privacy)[-1] == "Where your keys are kept"


def test_change_is_kept_at_once(page: SettingsPage, link: FakeLink, qtbot: QtBot) -> None:
    link.answer("PATCH", "settings", keep)
    told: list[Json] = []
    page.values_changed.connect(told.append)
    control(page, "theme").edited.emit("dark")
    link.settle()
    assert link.bodies("PATCH", "settings") == [{"theme": "dark"}]
    assert told[0]["theme"] == "dark"
    assert theme.theme().is_dark


def test_consequence_of_bodies_follows_the_choice(page: SettingsPage, link: FakeLink) -> None:
    link.answer("PATCH", "settings", keep)
    before = page._values.rows["record_bodies"]._hint.text()
    control(page, "record_bodies").edited.emit("never")
    link.settle()
    assert page._values.rows["record_bodies"]._hint.text() != before


def test_refusal_is_in_place_and_the_number_stays(page: SettingsPage, link: FakeLink) -> None:
    link.refuse("PATCH", "settings", Problem("bad_setting", "port cannot be 99999.", "Use 0 to 65535."))
    control(page, "port").line.setText("1")
    control(page, "port").edited.emit(1)
    control(page, "notifications").setChecked(False)
    control(page, "notifications").edited.emit(False)
    link.settle()
    assert page._values.rows["port"].problem == "port cannot be 99999. Use 0 to 65535."
    assert control(page, "port").line.text() == "1"
    assert control(page, "notifications").isChecked()  # a switch goes back to what is kept


def test_out_of_range_is_not_even_sent(page: SettingsPage, link: FakeLink) -> None:
    line = control(page, "port").line
    line.setText("99999")
    line.editingFinished.emit()
    assert page._values.rows["port"].problem == "Enter a number from 0 to 65535."
    assert link.bodies("PATCH", "settings") == []


def test_warning_of_the_service_is_shown(page: SettingsPage, link: FakeLink) -> None:
    link.answer(
        "PATCH", "settings", lambda body: {**keep(body), "warnings": ["Turnout goes on at port 8377."]}
    )
    control(page, "port").edited.emit(9000)
    link.settle()
    assert page._values.rows["port"].problem == "Turnout goes on at port 8377."


def test_setting_of_a_newer_service_is_shown_too(link: FakeLink, qtbot: QtBot) -> None:
    newer = {"name": "new_thing", "kind": "bool", "default": False, "choices": []}
    odd = {"name": "odd_thing", "kind": "colour", "default": 1, "choices": []}
    answer(link)
    link.answer(
        "GET", "settings", {"settings": {"new_thing": True, "odd_thing": 1}, "described": [newer, odd]}
    )
    page = SettingsPage(link, NoAutostart())
    qtbot.addWidget(page)
    page.show()
    link.settle()
    assert list(page._values.rows) == ["new_thing"]
    assert control(page, "new_thing").isChecked()


def test_start_at_login(page: SettingsPage) -> None:
    page._login.click()
    assert page._starts.is_on() is False
    assert not page._login.isChecked()


def test_start_at_login_that_cannot_be_changed_says_why(link: FakeLink, qtbot: QtBot) -> None:
    page = build(link, qtbot, StuckAutostart())
    page._login.click()
    assert "read-only" in page._login_row.problem
    assert page._login.isChecked()


@pytest.mark.parametrize(
    ("keyring", "text"),
    [
        ({"backend": "SecretService", "state": "ok"}, "Secret Service"),
        ({"backend": "file", "state": "ok"}, "In a file"),
        ({"backend": "SecretService", "state": "locked"}, "Locked"),
        ({"backend": None, "state": "missing"}, "None found"),
        ({"backend": None, "state": "unknown"}, "Not known"),
    ],
    ids=["keyring", "file", "locked", "missing", "unknown"],
)
def test_key_storage(page: SettingsPage, link: FakeLink, keyring: Json, text: str) -> None:
    link.connect_with({**STATUS, "keyring": keyring})
    assert page._keys_pill.text == text
    link.settle()


def test_clients_are_listed_and_restored(page: SettingsPage, link: FakeLink) -> None:
    rows = page.findChildren(ClientRow)
    assert [row._state.text() for row in rows] == ["Connected", "Own settings"]
    link.answer("POST", "restore", {"clients": ["codex"], "diff": ""})
    link.answer(
        "GET", "clients", {"clients": [{**CLIENTS["clients"][0], "connected": False, "found": False}]}
    )
    rows[0]._button.click()
    link.settle()
    assert link.bodies("POST", "restore") == [{"clients": ["codex"]}]
    QApplication.processEvents()  # a layout shows what it gets with the next event
    shown = [row for row in page.findChildren(ClientRow) if row.isVisible()]
    assert [row._state.text() for row in shown] == ["Not found"]


def test_connecting_shows_the_diff_first(page: SettingsPage, link: FakeLink) -> None:
    link.answer("POST", "connect", {"clients": ["claude-code"], "diff": "+x"})
    page.findChildren(ClientRow)[1]._button.click()
    link.settle()
    dialog = next(one for one in page.window().findChildren(ConfirmChange) if one.isVisible())
    assert link.bodies("POST", "connect") == [{"clients": ["claude-code"], "dry_run": True}]
    dialog.accept()
    link.settle()
    assert link.bodies("POST", "connect")[1:] == [{"clients": ["claude-code"]}]


def test_clients_that_cannot_be_asked_for(page: SettingsPage, link: FakeLink) -> None:
    link.refuse("GET", "clients", Problem("x", "It broke."))
    section = page.findChild(ClientsSection)
    assert isinstance(section, ClientsSection)
    section.refresh()
    link.settle()
    assert [row.problem for row in section._rows if hasattr(row, "problem")] == ["It broke."]


def test_settings_that_cannot_be_read(link: FakeLink, qtbot: QtBot) -> None:
    answer(link)
    link.refuse("GET", "settings", Problem("bad_file", "settings.toml cannot be read.", "Repair it."))
    page = SettingsPage(link, NoAutostart())
    qtbot.addWidget(page)
    page.show()
    link.settle()
    assert page._problem.text() == "settings.toml cannot be read. Repair it."


def doctor(page: SettingsPage) -> DoctorSection:
    found = page.findChild(DoctorSection)
    assert isinstance(found, DoctorSection)
    return found


def test_doctor_finds_and_fixes(page: SettingsPage, link: FakeLink) -> None:
    section = doctor(page)
    section._run.click()
    assert not section._run.isEnabled()
    link.settle()
    rows = [row for row in section._rows if isinstance(row, Finding)]
    assert [row.kind for row in rows] == ["error", "warn"]
    assert "no_proxy_missing" in section.report()
    assert section._copy.isVisible()
    link.answer("POST", "doctor/fix", {})
    link.answer("GET", "doctor", {"findings": []})
    rows[1].findChildren(QPushButton)[0].click()
    link.settle()
    assert link.bodies("POST", "doctor/fix") == [{"id": "no_proxy_missing"}]
    assert not [row for row in section._rows if isinstance(row, Finding)]
    assert section.report().endswith("- nothing found")


def test_doctor_that_fails_says_so(page: SettingsPage, link: FakeLink) -> None:
    link.refuse("GET", "doctor", Problem("x", "It broke."))
    doctor(page)._run.click()
    link.settle()
    assert doctor(page)._doctor.problem == "It broke."
    assert doctor(page)._run.isEnabled()


def test_logs_folder_is_opened_by_the_desktop(page: SettingsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "app.ui.settings.doctor.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile())
    )
    doctor(page)._open.click()
    assert opened[0].endswith("logs")


def test_diagnostics_are_shown_before_they_are_saved(
    page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.diagnostics.dialog.OwnCommand", lambda _: PlayedCommand())
    doctor(page)._save.click()
    [dialog] = page.window().findChildren(DiagnosticsDialog)
    assert dialog.isVisible()
    dialog.close()


def test_texts_follow_the_language(page: SettingsPage) -> None:
    page._general.set_heading("")
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert page._general._heading.text() == "General"
    for section in (page._clients, page._doctor, *page.findChildren(ClientRow)):
        QApplication.sendEvent(section, QEvent(QEvent.Type.LanguageChange))
    assert page.title() == "Settings"


def test_hidden_page_asks_nothing(link: FakeLink, qtbot: QtBot) -> None:
    page = SettingsPage(link, NoAutostart())
    qtbot.addWidget(page)
    link.connect_with(STATUS)
    assert link.asked == []


def test_settings_of_fallbacks_stand_with_them(link: FakeLink, qtbot: QtBot) -> None:
    page = build(link, qtbot, fallbacks=True)
    section = page._fallback
    rows = section._rows
    names = {name: rows.index(page._values.rows[name]) for name in ("fallback_attempts", "breaker_failures")}
    assert rows.index(section.orders["other"]) + 1 == names["fallback_attempts"]
    assert rows.index(section.breakers["openrouter:chat"]) + 1 == names["breaker_failures"]


def test_a_section_is_opened(page: SettingsPage, qtbot: QtBot) -> None:
    bar = page._scroll.verticalScrollBar()
    assert bar.value() == 0
    page.open(section="fallback")
    qtbot.waitUntil(lambda: bar.value() > 0)
    top = page._fallback.mapTo(page._scroll.viewport(), page._fallback.rect().topLeft()).y()
    assert 0 <= top < page._scroll.viewport().height()
