"""What the doctor says has a stable shape."""

from dataclasses import asdict

from app.doctor import Finding


def test_its_fields_are_the_contracts() -> None:
    assert set(asdict(Finding("a", "severe", "b", "c", "d"))) == {
        "id", "severity", "message", "cause", "fix", "fixable",
    }  # fmt: skip
