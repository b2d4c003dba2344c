"""Our own TOML files: read strictly, edited gently."""

from pathlib import Path
from typing import Any

import pytest

from profiles import toml_file
from profiles.errors import BadFileError


def put(document: Any) -> None:
    document["b"] = 2


def test_missing_file_gets_its_head(tmp_path: Path) -> None:
    path = tmp_path / "x" / "f.toml"
    toml_file.edit(path, put, "# head\n")
    assert path.read_text() == "# head\nb = 2\n"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1 # why\n", "a = 1 # why\nb = 2\n"),
        ("\ufeffa = 1\n", "\ufeffa = 1\nb = 2\n"),
        ("a = 1\r\n", "a = 1\r\nb = 2\r\n"),
        ("", "b = 2\n"),
    ],
)
def test_everything_else_stays(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "f.toml"
    path.write_bytes(before.encode())
    toml_file.edit(path, put)
    assert path.read_bytes() == after.encode()


def test_invalid_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    path.write_text("a = 1\nb = \n")
    with pytest.raises(BadFileError) as caught:
        toml_file.edit(path, put)
    assert (caught.value.line, caught.value.column) == (2, 5)
    assert path.read_text() == "a = 1\nb = \n"


def test_what_tomlkit_cannot_edit_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    path.write_text("a = 1\n")

    def clash(document: Any) -> None:
        document.add("a", 2)

    with pytest.raises(BadFileError, match="cannot edit"):
        toml_file.edit(path, clash)
    assert path.read_text() == "a = 1\n"


def test_parse_reads_past_a_bom() -> None:
    assert toml_file.parse("\ufeffa = 'ü'\n".encode(), Path("f")) == {"a": "ü"}


def test_error_at_the_end_of_the_file() -> None:
    with pytest.raises(BadFileError) as caught:
        toml_file.parse(b"a = 1\nb = '''x", Path("f"))
    assert (caught.value.line, caught.value.column) == (2, 9)
