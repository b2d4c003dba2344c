"""The doctor's section: its report can be pasted, and a second look takes the first one's place."""

from pytestqt.qtbot import QtBot

from app.ui.settings.doctor import DoctorSection
from app.ui.widgets.finding import Finding
from tests.app.ui.settings.sample import DOCTOR
from tests.fakes.desktop import STATUS
from tests.fakes.link import FakeLink


def test_the_report_names_the_version_and_every_finding(qtbot: QtBot, link: FakeLink) -> None:
    link.connect_with(STATUS)
    section = DoctorSection(link)
    qtbot.addWidget(section)
    assert section.report().splitlines()[1:] == ["- nothing found"]
    link.answer("GET", "doctor", {"findings": [{**DOCTOR["findings"][0], "fix": ""}]})
    section.run()
    link.settle()
    assert section.report().splitlines() == [
        f"Turnout {STATUS['version']}",
        "- [severe] no_key: Profile openrouter has no key.",
        "  Requests to it cannot be authorised.",
    ]


def test_a_second_look_takes_the_place_of_the_first(qtbot: QtBot, link: FakeLink) -> None:
    section = DoctorSection(link)
    qtbot.addWidget(section)
    link.answer("GET", "doctor", DOCTOR)
    for _ in range(2):
        section.run()
        link.settle()
        assert len([row for row in section._rows if isinstance(row, Finding)]) == len(DOCTOR["findings"])
