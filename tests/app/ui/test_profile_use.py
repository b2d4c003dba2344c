"""Who answers a client: its route's profile, or a fallback in its place."""

from app.ui.profile_use import name_of, stand_in


def test_who_stands_in() -> None:
    route = {"profile": "a", "connected": True, "fallback": "b"}
    assert stand_in(route) == "b"
    for more in ({"fallback": None}, {"fallback": "a"}, {"connected": False}, {"profile": None}):
        assert stand_in({**route, **more}) is None
    assert stand_in({}) is None


def test_names() -> None:
    known = [{"id": "a", "name": "DeepSeek"}, {"id": "b", "name": ""}]
    assert [name_of(one, known) for one in ("a", "b", "gone")] == ["DeepSeek", "b", "gone"]
