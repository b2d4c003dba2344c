"""The installation's key for reasoning that passes through clients."""

from app.context import Context
from app.sealing import KEY_BYTES, load_sealer


def test_it_is_made_once_and_is_private(context: Context) -> None:
    load_sealer(context.paths)
    file = context.paths.state / "seal.key"
    key = file.read_bytes()
    assert len(key) == KEY_BYTES
    assert file.stat().st_mode & 0o777 == 0o600
    load_sealer(context.paths)
    assert file.read_bytes() == key


def test_a_damaged_one_is_replaced(context: Context) -> None:
    file = context.paths.state / "seal.key"
    file.write_bytes(b"short")
    load_sealer(context.paths)
    assert len(file.read_bytes()) == KEY_BYTES


def test_each_installation_has_its_own(context: Context) -> None:
    file = context.paths.state / "seal.key"
    load_sealer(context.paths)
    first = file.read_bytes()
    file.unlink()
    load_sealer(context.paths)
    assert file.read_bytes() != first
