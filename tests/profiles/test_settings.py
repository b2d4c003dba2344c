"""The settings: the contract's names, defaults, limits, and one clear sentence for anything else."""

from pathlib import Path

import pytest

from profiles.errors import BadFileError, BadSettingError, NotFoundError
from profiles.paths import Paths
from profiles.settings import NAMES, Settings, SettingsStore, check, describe


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")}))


def test_defaults(store: SettingsStore) -> None:
    assert store.load() == Settings(
        port=8377,
        connect_timeout_ms=10_000,
        first_byte_timeout_ms=300_000,
        idle_timeout_ms=120_000,
        keepalive_interval_ms=10_000,
        max_body_bytes=64 * 1024 * 1024,
        record_bodies="all",
        log_max_bytes=200 * 1024 * 1024,
        log_max_days=14,
    )
    assert store.get("port") == 8377
    assert not store.path.exists()


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("port", "0", 0),
        ("port", 8080, 8080),
        ("connect_timeout_ms", " 1_500 ", 1500),
        ("max_body_bytes", "1024", 1024),
        ("record_bodies", "never", "never"),
        ("record_bodies", "errors", "errors"),
    ],
)
def test_set_and_get(store: SettingsStore, name: str, given: str | int, kept: str | int) -> None:
    assert store.set(name, given) == kept
    assert store.get(name) == kept
    assert store.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "65536"),
        ("port", "-1"),
        ("port", "http"),
        ("port", True),
        ("port", 1.5),
        ("idle_timeout_ms", "0"),
        ("idle_timeout_ms", "1e3"),
        ("idle_timeout_ms", "9" * 5000),
        ("max_body_bytes", "1023"),
        ("record_bodies", "some"),
        ("record_bodies", 1),
    ],
)
def test_bad_values(store: SettingsStore, name: str, value: object) -> None:
    with pytest.raises(BadSettingError, match=name) as caught:
        store.set(name, value)  # type: ignore[arg-type]
    assert "Use " in caught.value.fix
    assert not store.path.exists()


def test_unknown_names(store: SettingsStore) -> None:
    for attempt in (lambda: store.get("ports"), lambda: store.set("ports", 1)):
        with pytest.raises(NotFoundError) as caught:
            attempt()
        assert "port" in caught.value.fix
    with pytest.raises(NotFoundError) as caught:
        check("zzzz", 1)
    assert all(name in caught.value.fix for name in NAMES)


def test_hand_edits_stay(store: SettingsStore) -> None:
    store.path.parent.mkdir(parents=True)
    text = "# mine\nport = 9000 # why\nfuture = 1\n"
    store.path.write_text(text)
    assert store.load().port == 9000
    store.set("port", 9000)
    assert store.path.read_text() == text
    store.set("idle_timeout_ms", 5)
    assert store.path.read_text() == text + "idle_timeout_ms = 5\n"


def test_mistakes_in_the_file(store: SettingsStore) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text("port = 70000\n")
    with pytest.raises(BadSettingError, match="port cannot be 70000") as raised:
        store.load()
    assert str(store.path) in raised.value.message
    store.path.write_text("port = \n")
    with pytest.raises(BadFileError, match="line 1"):
        store.load()


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("restore_on_quit", False, False),
        ("restore_on_quit", "false", False),
        ("notifications", "On", True),
        ("language", "zh_CN", "zh_CN"),
        ("theme", "dark", "dark"),
    ],
)
def test_words_and_truths(name: str, value: object, kept: object) -> None:
    assert check(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value"), [("close_to_tray", 1), ("close_to_tray", "maybe"), ("theme", "pink"), ("theme", None)]
)
def test_words_and_truths_that_are_none(name: str, value: object) -> None:
    with pytest.raises(BadSettingError, match=f"{name} cannot be"):
        check(name, value)


def test_several_are_set_or_none(store: SettingsStore) -> None:
    with pytest.raises(BadSettingError):
        store.set_all({"theme": "dark", "port": -1})
    assert store.load() == Settings()
    assert store.set_all({"theme": "dark", "notifications": "no"}) == {
        "theme": "dark",
        "notifications": False,
    }
    assert store.load() == Settings(theme="dark", notifications=False)


def test_each_setting_says_what_it_takes() -> None:
    for name in NAMES:
        described = describe(name)
        assert described.default == getattr(Settings(), name)
        assert check(name, described.default) == described.default
        assert (described.kind == "choice") == bool(described.choices)
        assert (described.kind == "int") == (described.least is not None and described.most is not None)
