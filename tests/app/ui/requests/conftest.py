"""What the tests of the requests page share."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from app.ui.requests import slices


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Empty settings of the window, in a file of this test."""
    return QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def finish_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long work ends within its first slice, however busy the machine; but for the test of the slices."""
    if request.path.name != "test_slices.py":
        monkeypatch.setattr(slices, "SLICE_S", 60.0)
