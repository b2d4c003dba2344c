"""What the windows remember of themselves: geometry, columns, saved filters. Nothing that the service needs."""

from PySide6.QtCore import QSettings

from app.places import preferences_file


def preferences() -> QSettings:
    """Return `ui.ini`; Qt writes it back by itself, at the latest when the app ends."""
    return QSettings(str(preferences_file()), QSettings.Format.IniFormat)
