"""The section of fallbacks: orders, breakers and rules, shown and changed through the control API."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import discovery
from app.context import Context
from app.ui.call import Problem
from app.ui.fallback.rule_dialog import RuleDialog
from app.ui.fallback.section import FallbackSection
from app.ui.link import Link
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests.app.serving import ServiceInThread, chat
from tests.fakes.desktop import PROFILES, STATUS
from tests.fakes.fallbacks import BREAKERS, OWN, breaker, fallbacks
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.link import FakeLink, Json
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Status

DEADLINE_MS = 60_000
"""Only ends a hang."""


@pytest.fixture
def section(link: FakeLink, qtbot: QtBot) -> Iterator[FallbackSection]:
    link.answer("GET", "profiles", {"profiles": PROFILES})
    link.answer("GET", "fallbacks", fallbacks())
    link.answer("GET", "breakers", BREAKERS)
    link.answer("PUT", "fallback-rules", lambda body: {"own": body["rules"]})
    made = FallbackSection(link)
    qtbot.addWidget(made)
    link.connect_with(STATUS)
    made.resize(720, 900)
    made.show()
    made.refresh()
    link.settle()
    yield made


def rules(link: FakeLink) -> list[Json]:
    body = link.bodies("PUT", "fallback-rules")[-1]
    assert body is not None
    return list(body["rules"])


def dialog(section: FallbackSection) -> RuleDialog:
    return next(one for one in section.findChildren(RuleDialog) if one.isVisible())


def test_all_of_it_is_shown_in_order(section: FallbackSection) -> None:
    assert list(section.orders) == ["codex", "claude-code", "other"]
    assert section.orders["codex"].list.ids() == ["openrouter", "zhipu"]
    assert [row.pill.text for row in section.breakers.values()] == ["Open", "Half-open", "Closed"]
    assert [row.rule for row in section.own] == OWN
    assert section._rows == [
        section._about, *section.orders.values(), section._failing, *section.breakers.values(), section._when,
        *section.own, section._more,
    ]  # fmt: skip


def test_settings_have_their_place(section: FallbackSection, link: FakeLink) -> None:
    attempts, pause = QWidget(), QWidget()
    section.add(attempts, section.before("fallback_attempts"))
    section.add(pause, section.before("breaker_pause_ms"))
    link.answer("GET", "breakers", {"breakers": [*BREAKERS["breakers"], breaker("ollama")]})
    section.refresh()
    link.settle()
    last = section.breakers["ollama:chat"]
    assert section._rows.index(attempts) == section._rows.index(section._failing) - 1
    assert (
        section._rows.index(pause) == section._rows.index(last) + 1 == section._rows.index(section._when) - 1
    )


def test_an_order_is_kept(section: FallbackSection, link: FakeLink) -> None:
    link.answer("PUT", "fallbacks/codex", lambda body: {"client": "codex", "profiles": body["profiles"]})
    row = section.orders["codex"]
    row.list.setCurrentRow(1)
    row.up.click()
    link.settle()
    assert link.bodies("PUT", "fallbacks/codex") == [{"profiles": ["zhipu", "openrouter"]}]
    assert row.list.ids() == ["zhipu", "openrouter"]


def test_an_order_that_is_refused_is_as_it_was(section: FallbackSection, link: FakeLink) -> None:
    link.refuse("PUT", "fallbacks/codex", Problem("c", "No."))
    row = section.orders["codex"]
    row.list.setCurrentRow(0)
    row.out.click()
    link.settle()
    assert row.problem == "No."
    assert row.list.ids() == ["openrouter", "zhipu"]


def test_a_breaker_is_reset(section: FallbackSection, link: FakeLink) -> None:
    link.answer("POST", "breakers/zhipu%3Achat/reset", {"reset": "zhipu:chat"})
    section.breakers["zhipu:chat"].reset.click()
    link.settle()
    assert list(section.breakers) == ["kimi:chat", "openrouter:chat"]
    link.refuse("POST", "breakers/kimi%3Achat/reset", Problem("c", "No."))
    section.breakers["kimi:chat"].reset.click()
    link.settle()
    assert section.breakers["kimi:chat"]._problem.text() == "No."


def test_one_that_answered_meanwhile_goes(section: FallbackSection, link: FakeLink) -> None:
    link.refuse(
        "POST", "breakers/zhipu%3Achat/reset", Problem("no_such_breaker", "'zhipu:chat' has not failed.")
    )
    link.answer("GET", "breakers", {"breakers": []})
    section.breakers["zhipu:chat"].reset.click()
    link.settle()
    assert section.breakers == {}
    assert section._failing._hint.text().endswith("No provider fails.")


def test_breakers_are_asked_for_after_requests(section: FallbackSection, link: FakeLink) -> None:
    link.exchange.emit({"id": "1", "state": "live"})
    assert not section._soon.isActive()
    link.exchange.emit({"id": "1", "state": "failed"})
    assert section._soon.isActive()
    link.answer("GET", "breakers", {"breakers": []})
    section._look_again()
    link.settle()
    assert section.breakers == {}


def test_built_in_rules_are_folded(section: FallbackSection) -> None:
    assert section.built_in == []
    section.fold.click()
    assert [row.rule for row in section.built_in] == fallbacks()["rules"]["built_in"]
    assert section._rows[-1] is section.built_in[-1]
    assert section.fold.text() == "Hide the built-in rules"
    section.fold.click()
    assert section._rows[-1] is section._more


def test_a_rule_is_added(section: FallbackSection, link: FakeLink) -> None:
    section.add_rule.click()
    shown = dialog(section)
    shown.kinds["empty"].click()
    shown._save.click()
    link.settle()
    assert rules(link) == [*OWN, {"then": "next", "kinds": ["empty"]}]
    assert not shown.isVisible()
    assert len(section.own) == 3


def test_a_rule_is_changed_or_refused(section: FallbackSection, link: FakeLink) -> None:
    refusal = Problem("invalid_rule", "rules[1].text: it is not a regular expression: missing ).")
    link.refuse("PUT", "fallback-rules", refusal)
    section.own[1].edit.click()
    shown = dialog(section)
    shown.lines["text"].setText("(")
    shown._save.click()
    link.settle()
    assert shown.problem_of("text") == "It is not a regular expression: missing )."
    link.answer("PUT", "fallback-rules", lambda body: {"own": body["rules"]})
    shown.lines["text"].setText("")
    shown.kinds["auth"].click()
    shown._save.click()
    link.settle()
    assert rules(link) == [OWN[0], {"then": "stop", "kinds": ["quota"], "codes": ["key_expired"]}]


def test_rules_are_moved_and_removed(section: FallbackSection, link: FakeLink) -> None:
    section.own[0].down.click()
    link.settle()
    assert rules(link) == [OWN[1], OWN[0]]
    section.own[0].remove.click()
    link.settle()
    assert rules(link) == [OWN[0]]
    link.refuse("PUT", "fallback-rules", Problem("c", "No."))
    section.own[0].remove.click()
    link.settle()
    assert section.own[0]._problem.text() == "No."


def test_what_cannot_be_asked_is_said(link: FakeLink, qtbot: QtBot) -> None:
    for path in ("profiles", "fallbacks", "breakers"):
        link.refuse("GET", path, Problem("c", "Away."))
    made = FallbackSection(link)
    qtbot.addWidget(made)
    made.refresh()
    link.settle()
    assert made._about.problem == "Away."
    made.add_rule.click()
    assert not made.findChildren(RuleDialog)


def test_another_language(section: FallbackSection) -> None:
    section.set_heading("")
    QApplication.sendEvent(section, QEvent(QEvent.Type.LanguageChange))
    assert section._heading.text() == "When a provider fails"


def test_on_the_real_service(context: Context, memory_keyring: MemoryKeyring, qtbot: QtBot) -> None:
    """What is set here counts, and what fails is seen here."""
    with FakeProvider(Status(500, "boom")) as provider:
        for name in ("one", "two"):
            made = make_profile(name, base_url=provider.url("chat"), wire="chat", model="m").profile
            context.profiles.add(replace(made, name=name.title(), key=KeyRef("none"), auth="none"))
        context.routes.set("other", "one")
        with ServiceInThread() as service:
            link = Link(lambda: discovery.find(service.context.paths))
            section = FallbackSection(link)
            qtbot.addWidget(section)
            with qtbot.waitSignal(link.up, timeout=DEADLINE_MS):
                link.start()
            section.show()
            section.refresh()
            qtbot.waitUntil(lambda: "other" in section.orders, timeout=DEADLINE_MS)
            row = section.orders["other"]
            qtbot.waitUntil(lambda: row._hint.text().startswith("First One"), timeout=DEADLINE_MS)
            row.menu.aboutToShow.emit()
            row.menu.actions()[1].trigger()
            qtbot.waitUntil(lambda: context.routes.fallbacks()["other"] == ("two",), timeout=DEADLINE_MS)
            section.add_rule.click()
            dialog(section).kinds["empty"].click()
            dialog(section)._save.click()
            qtbot.waitUntil(lambda: len(section.own) == 1, timeout=DEADLINE_MS)
            assert [rule.kinds for rule in context.fallback.own()] == [("empty",)]
            for _ in range(4):
                chat(service.base, key=context.access.get("default"))
            section.refresh()
            qtbot.waitUntil(lambda: "one:chat" in section.breakers, timeout=DEADLINE_MS)
            failing = section.breakers["one:chat"]
            assert failing.text.startswith("Open One · chat The provider failed: 4 times in a row.")
            failing.reset.click()
            qtbot.waitUntil(lambda: "one:chat" not in section.breakers, timeout=DEADLINE_MS)
            link.stop()
