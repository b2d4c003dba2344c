"""Reading loosely typed JSON: each accessor returns a value of the type it names, or a default."""

from proxy.conversation import Json


def as_object(value: object) -> Json | None:
    """Return the value if it is an object (keys of decoded JSON are always strings)."""
    return value if isinstance(value, dict) else None


def text_field(obj: Json, name: str, default: str = "") -> str:
    """Return a string field; anything else counts as absent."""
    value = obj.get(name)
    return value if isinstance(value, str) else default


MOST = 1 << 53
"""No index and no count is larger, and beyond it JSON numbers are not whole any more."""


def int_field(obj: Json, name: str) -> int | None:
    """Return a whole number (also one written as 5.0), `MOST` for one that is larger; a bool is none."""
    value = obj.get(name)
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return min(max(value, -MOST), MOST) if isinstance(value, int) else None


def number_field(obj: Json, name: str) -> float | None:
    """Return a number; a bool is none."""
    value = obj.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def bool_field(obj: Json, name: str) -> bool | None:
    """Return a bool; None where it is absent or something else."""
    value = obj.get(name)
    return value if isinstance(value, bool) else None


def object_field(obj: Json, name: str) -> Json:
    """Return an object field; {} where it is absent or something else."""
    return as_object(obj.get(name)) or {}


def list_field(obj: Json, name: str) -> list[object]:
    """Return a list field; [] where it is absent or something else."""
    value = obj.get(name)
    return value if isinstance(value, list) else []


def objects_field(obj: Json, name: str) -> list[Json]:
    """Return the objects in a list field; other members are left out."""
    return [entry for value in list_field(obj, name) if (entry := as_object(value)) is not None]
