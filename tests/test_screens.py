"""Every page with data, at the smallest size and in both languages: nothing cut off, every control named."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import i18n, theme
from app.ui.main_window import LEAST
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.desktop import PROFILES
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls
from tests.screenshots import DIALOGS, LANGUAGES, PAGES, sample_of, shown_with_data

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
