"""Every page with data, at the smallest size and in both languages: nothing cut off, every control named."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import i18n, theme
from app.ui.main_window import LEAST
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.desktop import PROFILES
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls
from tests.fakes.shown_texts import shown_texts
from tests.screenshots import DIALOGS, LANGUAGES, PAGES, sample_of, settle, shown_with_data

CHINESE = re.compile(r"[\u4e00-\u9fff]")
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
    """A page that was made in another language shows what one shows that was made in this one."""
    shown_in = {}
    for first in ("zh_CN", "en"):
        i18n.install(first)
        link = FakeLink()
        link.answer("GET", "profiles", {"profiles": PROFILES})
        sample = sample_of(page)
        assert sample is not None
        with shown_with_data(page, sample, link, LEAST) as shown:
            i18n.install("zh_CN")
            settle(link)
            # The samples' requests began just now.
            shown_in[first] = {re.sub(r"\d+", "0", text) for text in shown_texts(shown)}
    left = {text for text in shown_in["en"] - shown_in["zh_CN"] if not CHINESE.search(text)}
    assert left == set()
