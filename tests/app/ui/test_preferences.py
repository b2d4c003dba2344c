"""What windows remember is in ui.ini of this home."""

from app.places import preferences_file
from app.ui.preferences import preferences


def test_values_come_back() -> None:
    kept = preferences()
    kept.setValue("window/page", "usage")
    kept.sync()
    assert preferences().value("window/page") == "usage"
    assert preferences_file().is_file()
