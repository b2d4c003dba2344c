"""How the fields of a request are read."""

from app.filter_fields import BY_UNIT, FIELDS, PLAIN_UNIT, UNITS, NumberField, TextField, as_text, searchable


def read(name: str, summary: dict[str, object]) -> object:
    return FIELDS[name].read(summary)


def test_every_field_reads_an_empty_summary() -> None:
    for field in FIELDS.values():
        if isinstance(field, NumberField):
            assert field.read({}) is None
        else:
            assert all(value in (None, "no") for value in field.read({}))


def test_figures() -> None:
    summary: dict[str, object] = {
        "usage": {"input": 10, "output": None, "cached": 4},
        "attempts": 3,
        "cost": {"currency": "USD", "amount": "0.5"},
    }
    assert [read(name, summary) for name in ("tokens", "cached", "output", "retries", "cost")] == [
        10,
        4,
        None,
        2,
        0.5,
    ]


def test_texts() -> None:
    assert read("error", {"error": {"code": "quota", "message": "no money"}}) == ("quota", "no money")
    assert read("note", {"notes": [{"path": "tools[0]", "action": "left out"}], "note": "mine"}) == (
        "tools[0] left out",
        "mine",
    )
    assert read("warning", {"warnings": ["usage_missing", "stop_ignored"]}) == (
        "usage_missing",
        "stop_ignored",
    )
    assert read("pinned", {"pinned": True}) == ("yes",)


def test_each_unit_has_a_field_and_a_plain_form() -> None:
    for measures, _ in UNITS.values():
        assert BY_UNIT[measures].unit == measures
        assert PLAIN_UNIT[measures] in UNITS


def test_choices_are_lower_case() -> None:
    for field in FIELDS.values():
        if isinstance(field, TextField):
            assert all(choice == choice.lower() for choice in field.choices)


def test_what_is_searched() -> None:
    assert as_text(None) == ""
    assert as_text(True) == "true"
    found = searchable({"client": "Codex", "status": 429, "stop": None, "notes": [{"path": "工具[0]"}]})
    assert found == 'codex\n429\n[{"path": "工具[0]"}]'
