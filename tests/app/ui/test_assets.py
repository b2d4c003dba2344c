"""The files of the app are where it looks for them, and they are one set of drawings."""

from xml.etree import ElementTree

import pytest

from app.ui.assets import ASSETS

DRAWINGS = sorted((ASSETS / "icons").glob("*.svg"))


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_icon_is_one_drawing_of_20_pixels_in_one_colour(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    root = ElementTree.fromstring(text)  # noqa: S314 - our own file
    assert root.get("viewBox") == "0 0 20 20"
    colors = {part.get(name) for part in root.iter() for name in ("stroke", "fill")} - {None, "none"}
    assert colors == {"#000"}


def test_the_desktop_entry_names_the_program() -> None:
    text = (ASSETS / "turnout.desktop").read_text(encoding="utf-8")
    assert text.startswith("[Desktop Entry]\n")
    assert "\nExec=turnout\n" in text
    assert (ASSETS / "app-256.png").is_file()
