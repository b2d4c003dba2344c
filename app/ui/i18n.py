"""The language of the app: its own translations and Qt's, changeable while it runs."""

from typing import Literal

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.ui.assets import ASSETS

Choice = Literal["system", "en", "zh_CN"]

_QT_LIBRARY = "qtbase"
_installed: list[QTranslator] = []


def install(choice: Choice = "system") -> str:
    """Speak a language from now on (every widget gets LanguageChange) and return its name.

    English is loaded too: its file holds the plurals. A missing file is no error, the texts are then those in the code.
    """
    language = pick(choice, QLocale.system().uiLanguages())
    _remove()
    QLocale.setDefault(QLocale(language))
    _load(f"{_QT_LIBRARY}_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    _load(f"turnout_{language}", str(ASSETS / "i18n"))
    return language


def pick(choice: Choice, preferred: list[str]) -> str:
    """Return "zh_CN" or "en": what was chosen, or the first of the user's languages that we have."""
    if choice != "system":
        return choice
    for name in preferred:
        spoken = name.replace("_", "-").split("-")[0].lower()
        if spoken in ("zh", "en"):
            return "zh_CN" if spoken == "zh" else "en"
    return "en"


def _load(name: str, folder: str) -> None:
    translator = QTranslator()
    if translator.load(name, folder):
        QCoreApplication.installTranslator(translator)
        _installed.append(translator)


def _remove() -> None:
    for translator in _installed:
        QCoreApplication.removeTranslator(translator)
    _installed.clear()
