"""Requests say what their profile is called, also after it was renamed."""

from app.ui.requests.profile_names import ProfileNames
from tests.fakes.desktop import STATUS
from tests.fakes.link import FakeLink


def test_names_are_put_in_and_followed(link: FakeLink) -> None:
    link.answer(
        "GET", "profiles", {"profiles": [{"id": "one", "name": "DeepSeek"}, {"id": "two", "name": ""}]}
    )
    names = ProfileNames(link)
    told: list[bool] = []
    names.changed.connect(lambda: told.append(True))
    bare = {"id": "x", "profile": "one"}
    assert names.put_in(bare) is bare
    link.connect_with(STATUS)
    link.settle()
    named = names.put_in(bare)
    assert (named["profile"], named["profile_name"]) == ("one", "DeepSeek")
    assert names.put_in(named) is named
    assert names.put_in({"profile": "gone", "profile_name": "Old"})["profile_name"] is None
    tried = [{"profile": "one"}, {"profile": "two"}, {"profile": None}]
    attempts = names.put_in({"profile": None, "attempts_detail": tried})["attempts_detail"]
    assert [one.get("profile_name") for one in attempts] == ["DeepSeek", "two", None]
    link.answer("GET", "profiles", {"profiles": [{"id": "one", "name": "Work"}]})
    link.profiles_changed.emit()
    link.settle()
    link.profiles_changed.emit()
    link.settle()
    assert names.put_in(named)["profile_name"] == "Work"
    assert told == [True, True], "the same names are no news"


def test_a_link_that_is_up_already_is_asked_at_once(link: FakeLink) -> None:
    link.connect_with(STATUS)
    link.answer("GET", "profiles", {"profiles": [{"id": "one", "name": "DeepSeek"}]})
    names = ProfileNames(link)
    link.settle()
    assert names.put_in({"profile": "one"})["profile_name"] == "DeepSeek"
