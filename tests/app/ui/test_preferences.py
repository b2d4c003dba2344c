"""What windows remember is in ui.ini of this home."""

from app.places import preferences_file
from app.ui.preferences import DAMAGED, preferences


def test_values_come_back() -> None:
    kept = preferences()
    kept.setValue("window/page", "usage")
    kept.sync()
    assert preferences().value("window/page") == "usage"
    assert preferences_file().is_file()


def test_requirement_066_values_of_another_kind_are_none() -> None:
    path = preferences_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "[General]\nlanguage=en, de\ntheme=@Rect(1 2 3 4)\ngreeted=perhaps\n[window]\npage=usage\n"
    )
    kept = preferences()
    assert (kept.value("language", "system"), kept.value("theme", "system")) == ("system", "system")
    assert kept.value("greeted", False, type=bool) is False
    assert kept.value("window/page", "") == "usage"
    kept.setValue("greeted", True)
    assert kept.value("greeted", False, type=bool) is True
    kept.sync()
    assert preferences().value("greeted", False, type=bool) is True
    assert not path.with_name(DAMAGED).exists()


def test_requirement_066_what_is_damaged_is_kept_beside_it() -> None:
    path = preferences_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data := b"[General]\nlanguage=en\n[requests]\nfilters={}\nmar")
    assert preferences().value("language", "system") == "en"
    assert path.with_name(DAMAGED).read_bytes() == data
