"""Every page with data, at the smallest size and in both languages: nothing cut off, every control named."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import i18n, theme
from app.ui.main_window import LEAST
from app.ui.service_words import pattern_of
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.desktop import PROFILES
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls
from tests.fakes.shown_texts import shown_texts
from tests.screenshots import DIALOGS, LANGUAGES, PAGES, sample_of, settle, shown_with_data
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
