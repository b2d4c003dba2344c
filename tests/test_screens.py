"""Every page with data, at the smallest size and in both languages: nothing cut off, every control named."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.ui import i18n, theme
from app.ui.check.page import CheckPage
from app.ui.main_window import LEAST
from app.ui.page import Page
from app.ui.profiles.page import ProfilesPage
from app.ui.service_words import pattern_of
from app.ui.usage.aggregate import last_days
from app.ui.usage.page import UsagePage
from app.ui.widgets.empty_state import EmptyState
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.desktop import PROFILES
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls
from tests.fakes.shown_texts import shown_texts
from tests.screenshots import DIALOGS, LANGUAGES, PAGES, sample_of, settle, shown_with_data, window
from tests.test_translations import PLACEHOLDER, read

TRANSLATED = [
    pattern_of(one.source.replace("%Ln", "{number}"))
    for one in read("zh_CN")
    if one.forms[0] != one.source and re.search(r"[A-Za-z]{3}", PLACEHOLDER.sub("", one.source))
]
"""What the English texts look like that are others in Chinese."""
SHOWN = [page for page in (*PAGES, *DIALOGS) if sample_of(page) is not None]


@pytest.fixture(autouse=True)
def dressed(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("TURNOUT_HOME", str(tmp_path_factory.mktemp("home")))
    theme.set_choice("light")
    yield
    i18n.install("en")


def test_every_page_takes_part() -> None:
    assert [*PAGES, *DIALOGS] == SHOWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", SHOWN)
def test_page_fits_and_is_named(page: str, language: str) -> None:
    i18n.install(LANGUAGES[language])
    link = FakeLink()
    link.answer("GET", "profiles", {"profiles": PROFILES})
    sample = sample_of(page)
    assert sample is not None
    with shown_with_data(page, sample, link, LEAST) as shown:
        assert cut_off_texts(shown) == []
        assert unnamed_controls(shown) == []
        assert keys_of_two_things(shown) == []


def keys_of_two_things(shown: QWidget) -> list[str]:
    """The keys that two shortcuts answer to: Qt then carries out neither."""
    seen = [
        key.toString()
        for shortcut in shown.findChildren(QShortcut)
        if isinstance(parent := shortcut.parent(), QWidget) and parent.isVisible()
        for key in shortcut.keys()  # noqa: SIM118
    ]
    seen += [
        button.shortcut().toString() for button in shown.findChildren(QAbstractButton) if button.isVisible()
    ]
    return [key for key, times in Counter(seen).items() if key and times > 1]


@pytest.mark.parametrize("page", ["profiles", "check", "usage"])
def test_nothing_is_said_before_it_is_known(page: str) -> None:
    """A service that takes its time has profiles and requests all the same."""
    i18n.install("en")
    link = FakeLink()
    for path in ("profiles", "presets", "checks"):
        link.hang("GET", path)
    today = date(2026, 11, 21)
    days = last_days(30, today)
    link.hang("GET", f"usage?from={days[0]}&to={days[-1]}")
    build: dict[str, Callable[[FakeLink], Page]] = {
        "profiles": ProfilesPage,
        "check": CheckPage,
        "usage": partial(UsagePage, today=lambda: today),
    }
    with window(link, {page: lambda: build[page](link)}, LEAST) as shown:
        shown.go(page)
        settle(link)
        said = [one for one in shown.page(page).findChildren(EmptyState) if one.isVisible()]
        assert said == []


@pytest.mark.parametrize("page", SHOWN)
def test_page_follows_the_language(page: str) -> None:
    """A page that was made in English has none of its English texts left when the language changes."""
    i18n.install("en")
    link = FakeLink()
    link.answer("GET", "profiles", {"profiles": PROFILES})
    sample = sample_of(page)
    assert sample is not None
    with shown_with_data(page, sample, link, LEAST) as shown:
        i18n.install("zh_CN")
        settle(link)
        texts = shown_texts(shown)
    assert [text for text in texts if any(source.fullmatch(text) for source in TRANSLATED)] == []
