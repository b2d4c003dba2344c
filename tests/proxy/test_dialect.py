"""The dialect tables fit the schema, and unknown fields are refused."""

import msgspec
import pytest

from profiles.presets import dialect, dialect_names
from proxy.dialect import Dialect


@pytest.mark.parametrize("name", dialect_names())
def test_every_table_fits(name: str) -> None:
    assert isinstance(msgspec.convert(dict(dialect(name)), Dialect), Dialect)


@pytest.mark.parametrize("table", [{"makr": True}, {"system": "somewhere"}, {"efforts": {"low": 1}}])
def test_mistakes_are_found(table: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(table, Dialect)
