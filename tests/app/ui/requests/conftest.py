"""What the tests of the requests page share."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Empty settings of the window, in a file of this test."""
    return QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
