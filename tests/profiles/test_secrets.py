"""Provider keys: kept for certain or refused by name, never waited for without end, never shown."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from profiles.errors import (
    BadKeyValueError,
    KeyProblemError,
    KeyringLockedError,
    KeyringTimeoutError,
    KeyringUnavailableError,
    NoKeyError,
)
from profiles.key_moving import copy, drop_copies
from profiles.making import make_profile
from profiles.paths import Paths
from profiles.profile import KeyRef
from profiles.secrets import MAX_KEY_CHARACTERS, KeyringSecrets, Secrets, check_key, resolve_key
from profiles.stored_secrets import StoredSecrets
from tests.fakes import keyring_backends as fakes
from tests.fakes.secret_store import MemorySecrets
from tests.tree import ROOT

KEY = "sk-canary-0123456789"
Use = Callable[[KeyringBackend], KeyringBackend]


@pytest.fixture
def use() -> Iterator[Use]:
    """Select a backend for this test."""
    before = keyring.get_keyring()

    def select(backend: KeyringBackend) -> KeyringBackend:
        keyring.set_keyring(backend)
        return backend

    yield select
    keyring.set_keyring(before)


@pytest.fixture
def hanging(use: Use) -> Iterator[fakes.HangingKeyring]:
    backend = fakes.HangingKeyring()
    use(backend)
    yield backend
    backend.answer.set()


def test_set_get_delete(use: Use) -> None:
    use(fakes.MemoryKeyring())
    secrets: Secrets = KeyringSecrets()
    assert secrets.get("p") is None
    secrets.set("p", f"  {KEY}\n")
    assert secrets.get("p") == KEY
    assert KeyringSecrets().get("p") == KEY
    secrets.delete("p")
    secrets.delete("p")
    assert secrets.get("p") is None


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (fail.Keyring(), "there is no keyring"),
        (null.Keyring(), "forgets everything"),
        (fakes.PlaintextKeyring(), "unencrypted"),
        (fakes.ForgettingKeyring(), "does not give it back"),
        (fakes.LyingKeyring(), "does not give it back"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_unsafe_backend_is_refused_by_name(use: Use, backend: KeyringBackend, reason: str) -> None:
    use(backend)
    with pytest.raises(KeyringUnavailableError, match=reason) as caught:
        KeyringSecrets().set("p", KEY)
    assert "--key-env" in caught.value.fix
    assert KEY not in str(caught.value)


def test_chain_is_searched_for_a_safe_backend(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    good = fakes.MemoryKeyring()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [fakes.PlaintextKeyring(), good])
    use(chainer.ChainerBackend())
    KeyringSecrets().set("p", KEY)
    assert list(good.kept.values()) == [KEY]
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [fakes.PlaintextKeyring()])
    with pytest.raises(KeyringUnavailableError, match="unencrypted"):
        KeyringSecrets().get("p")
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [])
    with pytest.raises(KeyringUnavailableError, match="no keyring"):
        KeyringSecrets().get("p")


def test_locked(use: Use) -> None:
    use(fakes.LockedKeyring())
    with pytest.raises(KeyringLockedError):
        KeyringSecrets().get("p")
    with pytest.raises(KeyringLockedError):
        KeyringSecrets().set("p", KEY)


def test_errors_of_a_backend_never_show_the_key(use: Use) -> None:
    use(fakes.WindowsKeyring())
    long = KEY * 60
    assert len(long) == MAX_KEY_CHARACTERS
    KeyringSecrets().set("p", long)
    assert KeyringSecrets().get("p") == long

    class Failing(fakes.MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise OSError(f"cannot keep {password}")

    use(Failing())
    with pytest.raises(KeyringUnavailableError, match="OSError") as caught:
        KeyringSecrets().set("p", KEY)
    assert "canary" not in str(caught.value)


def test_hanging_read_ends_at_its_deadline(hanging: fakes.HangingKeyring) -> None:
    secrets = KeyringSecrets(read_deadline_s=0.05)
    with pytest.raises(KeyringTimeoutError, match="did not answer"):
        secrets.get("p")
    for call in (lambda: secrets.get("p"), lambda: secrets.get("q"), lambda: secrets.set("p", KEY)):
        with pytest.raises(KeyringTimeoutError, match="earlier call"):
            call()
    hanging.kept["turnout", "p"] = KEY
    hanging.answer.set()
    end = threading.Event()
    for _ in range(1000):
        try:
            assert secrets.get("p") == KEY
            return
        except KeyringTimeoutError:
            end.wait(0.01)
    pytest.fail("the worker never came back")


def test_hanging_write_ends_at_its_own_deadline(hanging: fakes.HangingKeyring) -> None:
    secrets = KeyringSecrets(read_deadline_s=30, write_deadline_s=0.05)
    with pytest.raises(KeyringTimeoutError):
        secrets.set("p", KEY)


def test_reads_that_come_together_ask_once(hanging: fakes.HangingKeyring) -> None:
    hanging.kept["turnout", "p"] = KEY
    secrets = KeyringSecrets()
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(secrets.get, "p") for _ in range(8)]
        assert hanging.asked.wait(30)
        while len(secrets._reads) != 1:
            threading.Event().wait(0.01)
        threading.Event().wait(0.05)
        hanging.answer.set()
        assert {call.result() for call in calls} == {KEY}
    assert hanging.reads <= 2, "a late thread may ask again; eight do not"


def test_waiting_for_a_read_behind_a_hanging_one(hanging: fakes.HangingKeyring) -> None:
    """Both callers of a queued read are told, whoever gives up first."""
    secrets = KeyringSecrets(read_deadline_s=0.2)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(secrets.get, "hanging")
        assert hanging.asked.wait(30)
        others = [pool.submit(secrets.get, "queued") for _ in range(3)]
        for call in (first, *others):
            assert isinstance(call.exception(30), KeyringTimeoutError)


def test_its_thread_ends_with_it(use: Use) -> None:
    use(fakes.MemoryKeyring())
    before = set(threading.enumerate())
    secrets = KeyringSecrets()
    secrets.set("p", KEY)
    (own,) = set(threading.enumerate()) - before
    del secrets
    gc.collect()
    own.join(30)
    assert not own.is_alive()


def test_program_ends_though_the_keyring_hangs() -> None:
    code = (
        "import keyring\n"
        "from tests.fakes.keyring_backends import HangingKeyring\n"
        "from profiles.secrets import KeyringSecrets\n"
        "keyring.set_keyring(HangingKeyring())\n"
        "try: KeyringSecrets(read_deadline_s=0.05).get('p')\n"
        "except Exception as error: print(type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "KeyringTimeoutError"


@pytest.mark.skipif(sys.platform == "darwin", reason="there, Apple's libraries are what is wanted")
def test_no_compiler_is_asked_for_apples_libraries(tmp_path: Path) -> None:
    code = (
        "import ctypes.util\n"
        "asked = []\n"
        "ctypes.util.find_library = asked.append\n"
        "from profiles.secrets import KeyringSecrets\n"
        "print(KeyringSecrets().state())\n"
        "print([name for name in asked if name in ('Security', 'CoreServices', 'Foundation')])\n"
    )
    env = {**os.environ, "HOME": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    state, asked = done.stdout.splitlines()
    assert state.startswith("none: ")
    assert asked == "[]"


def test_keyring_is_imported_late() -> None:
    code = "import sys, profiles.secrets; print('keyring' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("backend", "state"),
    [
        (fakes.MemoryKeyring(), "ok: tests.fakes.keyring_backends.MemoryKeyring"),
        (fail.Keyring(), "none: Keys cannot be kept: there is no keyring on this system."),
        (null.Keyring(), "none: Keys cannot be kept: the null backend forgets everything it is given."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_state(use: Use, backend: KeyringBackend, state: str) -> None:
    use(backend)
    assert KeyringSecrets().state() == state


def test_state_of_a_hanging_keyring(hanging: fakes.HangingKeyring) -> None:
    secrets = KeyringSecrets(read_deadline_s=0.05)
    with pytest.raises(KeyringTimeoutError):
        secrets.get("p")
    assert secrets.state().startswith("locked: ")


def test_broken_selection_is_a_reason(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KeyringBackend:
        raise ModuleNotFoundError("no_such_backend")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert KeyringSecrets().state() == "none: The keyring failed (ModuleNotFoundError)."


def test_backend_without_a_keyring(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty(fakes.MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            raise keyring.errors.NoKeyringError("none")

    use(Empty())
    with pytest.raises(KeyringUnavailableError, match="no keyring"):
        KeyringSecrets().get("p")


# -- values ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pasted", [KEY, f" {KEY}\r\n", f"Bearer {KEY}", f"bearer  {KEY}\t"])
def test_pasted_keys_are_trimmed(pasted: str) -> None:
    assert check_key(pasted) == KEY


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("Bearer ", "empty"),
        ("sk-canary\nsk-canary", "a line break at position 10"),
        ("sk-canary sk-canary", "a space at position 10"),
        ("sk-canary\0", "a character at position 10"),
        ("sk-canary…", "a character at position 10"),
        ("sk-canary-密钥", "a character at position 11"),
        ("k" * (MAX_KEY_CHARACTERS + 1), "1201 characters"),
        ("sk-xxxxxxxx", "placeholder"),
        ("YOUR_API_KEY", "placeholder"),
        ("<your-key>", "placeholder"),
    ],
)
def test_what_is_no_key_is_refused_and_not_repeated(value: str, reason: str) -> None:
    with pytest.raises(BadKeyValueError, match=reason) as caught:
        check_key(value)
    assert "canary" not in str(caught.value) + caught.value.fix


def test_bad_key_never_reaches_the_keyring(use: Use) -> None:
    backend = fakes.MemoryKeyring()
    use(backend)
    with pytest.raises(BadKeyValueError):
        KeyringSecrets().set("p", "two words")
    assert backend.kept == {}


def test_no_secret_in_a_repr(use: Use) -> None:
    use(fakes.MemoryKeyring())
    secrets = KeyringSecrets()
    secrets.set("p", KEY)
    secrets.get("p")
    assert "canary" not in repr(secrets) + repr(vars(secrets))


# -- a profile's key ------------------------------------------------------------------------------------


def test_key_of_a_profile() -> None:
    profile = make_profile("deepseek", preset="deepseek").profile
    assert resolve_key(profile, MemorySecrets(deepseek=KEY), {}) == KEY
    with pytest.raises(NoKeyError, match="deepseek has no key") as caught:
        resolve_key(profile, MemorySecrets(), {})
    assert "turnout key set deepseek" in caught.value.fix


def test_key_from_the_environment() -> None:
    profile = make_profile("d", preset="deepseek", key=KeyRef("env", "DS_KEY")).profile
    assert resolve_key(profile, MemorySecrets(), {"DS_KEY": f"{KEY}\n"}) == KEY
    for env in ({}, {"DS_KEY": " "}):
        with pytest.raises(NoKeyError, match="DS_KEY, which is not set"):
            resolve_key(profile, MemorySecrets(d="other"), env)
    with pytest.raises(BadKeyValueError):
        resolve_key(profile, MemorySecrets(), {"DS_KEY": "two words"})


def test_no_key_is_needed_locally() -> None:
    profile = make_profile("o", preset="ollama").profile
    assert resolve_key(profile, MemorySecrets(o=KEY), {}) is None


# -- the real one ---------------------------------------------------------------------------------------


@pytest.mark.keyring
def test_real_gnome_keyring(use: Use, require_keyring: Callable[[], dict[str, str]]) -> None:
    require_keyring()
    from keyring.backends import SecretService

    use(SecretService.Keyring())
    secrets = KeyringSecrets()
    assert secrets.state() == "ok: SecretService"
    assert secrets.get("p") is None
    secrets.set("p", KEY)
    assert KeyringSecrets().get("p") == KEY
    assert secrets.state() == "ok: SecretService"
    long = "k" * MAX_KEY_CHARACTERS
    secrets.set("p", long)
    assert secrets.get("p") == long
    secrets.delete("p")
    assert secrets.get("p") is None


@pytest.mark.keyring
def test_real_gnome_keyring_locked(use: Use, require_keyring: Callable[[], dict[str, str]]) -> None:
    """Locked, with no dialog to unlock it: an error within the deadline, and a state that says so."""
    require_keyring()
    from keyring.backends import SecretService

    use(SecretService.Keyring())
    secrets = KeyringSecrets(read_deadline_s=30)
    secrets.set("p", KEY)
    storage = SecretService.secretstorage
    bus = storage.dbus_init()
    storage.get_collection_by_alias(bus, "default").lock()
    bus.close()
    assert secrets.state() == "locked: SecretService"
    with pytest.raises(KeyProblemError):
        KeyringSecrets(read_deadline_s=5).get("p")


class RealKeyring:
    """gnome-keyring on its own D-Bus: what a person or a broken machine does to it."""

    def __init__(self, variables: dict[str, str]) -> None:
        from keyring.backends import SecretService

        self.backend = SecretService.Keyring()
        self.storage = SecretService.secretstorage
        self._environment = os.environ | variables
        self.pid = int(self._ask("GetConnectionUnixProcessID", "string:org.freedesktop.secrets").split()[-1])

    def lock(self) -> None:
        with closing(self.storage.dbus_init()) as bus:
            self.storage.get_collection_by_alias(bus, "default").lock()

    def unlock(self) -> None:
        """As its dialog does once the password is typed (gnome-keyring's own interface for that)."""
        util = self.storage.util
        with closing(self.storage.dbus_init()) as bus:
            path = self.storage.get_collection_by_alias(bus, "default").collection_path
            session = util.open_session(bus)
            secret = util.format_secret(session, b"test", "text/plain")
            name = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
            service = util.DBusAddressWrapper("/org/freedesktop/secrets", name, bus)
            service.call("UnlockWithMasterPassword", "o(oayays)", path, secret)

    def _ask(self, method: str, *words: str) -> str:
        command = ["dbus-send", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
        command += [f"org.freedesktop.DBus.{method}", *words]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
        return done.stdout


@pytest.fixture
def real(use: Use, require_keyring: Callable[[], dict[str, str]]) -> RealKeyring:
    keyring_here = RealKeyring(require_keyring())
    use(keyring_here.backend)
    return keyring_here


@pytest.mark.keyring
def test_real_unlocked_again(real: RealKeyring) -> None:
    secrets = KeyringSecrets(read_deadline_s=30)
    secrets.set("p", KEY)
    real.lock()
    assert secrets.state() == "locked: SecretService"
    for call in (lambda: secrets.get("p"), lambda: secrets.set("p", "sk-canary-other-0123456789")):
        with pytest.raises(KeyProblemError) as caught:
            call()
        assert "canary" not in str(caught.value)
    real.unlock()
    assert secrets.state() == "ok: SecretService"
    assert secrets.get("p") == KEY, "a refused write has changed nothing"


@pytest.mark.keyring
def test_real_that_stops_answering(real: RealKeyring) -> None:
    """A stopped daemon: an error at the deadline, at once for whoever comes after, and all is well once it goes on."""
    secrets = KeyringSecrets(read_deadline_s=0.5)
    secrets.set("p", KEY)
    os.kill(real.pid, signal.SIGSTOP)
    try:
        with pytest.raises(KeyringTimeoutError, match="did not answer"):
            secrets.get("p")
        with pytest.raises(KeyringTimeoutError, match="earlier call"):
            secrets.set("p", KEY)
        assert secrets.state().startswith("locked: ")
    finally:
        os.kill(real.pid, signal.SIGCONT)
    end = threading.Event()
    for _ in range(1000):
        try:
            assert secrets.get("p") == KEY
            return
        except KeyringTimeoutError:
            end.wait(0.01)
    pytest.fail("the keyring never came back")


@pytest.mark.keyring
def test_real_keeps_every_character_a_key_may_have(real: RealKeyring) -> None:
    secrets = KeyringSecrets(read_deadline_s=30)
    characters = "".join(map(chr, range(0x21, 0x7F)))
    for key in (characters, characters[::-1] * 12, "=", "sk-" + "\\" * 40 + "'\"${}%"):
        secrets.set("p", key)
        assert KeyringSecrets(read_deadline_s=30).get("p") == key


@pytest.mark.keyring
def test_real_key_moves_into_a_file_and_back(real: RealKeyring, tmp_path: Path) -> None:
    paths = Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")})
    paths.make()
    secrets = StoredSecrets(paths, KeyringSecrets(read_deadline_s=30))
    secrets.set("p", KEY)
    assert secrets.move("file", ["p"]).ids == ("p",)
    assert real.backend.get_password("turnout", "p") is None
    real.lock()
    assert secrets.get("p") == KEY, "the file needs no keyring"
    with pytest.raises(KeyProblemError):
        secrets.move("keyring", ["p"])
    assert (secrets.storage, secrets.get("p")) == ("file", KEY)
    real.unlock()
    assert secrets.move("keyring", ["p"]).ids == ("p",)
    assert real.backend.get_password("turnout", "p") == KEY
    assert not paths.secrets_toml.exists()


@pytest.mark.keyring
def test_real_older_service_name(real: RealKeyring) -> None:
    """Copy, read back, delete: what a change of the service's name would take."""
    older, newer = KeyringSecrets(30, service="older"), KeyringSecrets(30)
    older.set("p", KEY)
    assert newer.get("p") is None
    assert copy(older, newer, ["p", "none"]) == ("p",)
    assert drop_copies(older, newer, ["p", "none"]) == ()
    assert (older.get("p"), newer.get("p")) == (None, KEY)


@pytest.mark.parametrize(
    "variables", [{}, {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}], ids=["none", "dead"]
)
def test_without_a_session_bus_it_is_said_what_to_do(variables: dict[str, str], tmp_path: Path) -> None:
    """SSH, a container, WSL: the reason, and both ways out; nothing is written anywhere."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("DBUS", "PYTHON_KEYRING"))
    }
    environment = {**clean, **variables, "TURNOUT_HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}

    def turnout(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app.cli", *words]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert turnout("profile", "add", "p", "--preset", "deepseek", "--key-env", "X").returncode == 0
    refused = turnout("key", "set", "p", stdin=KEY)
    assert refused.returncode == 1
    assert "Keys cannot be kept" in refused.stderr or "keyring" in refused.stderr
    assert "--key-env VARIABLE" in refused.stderr
    assert "turnout key storage file" in refused.stderr
    assert not list(tmp_path.rglob("secrets.toml"))
    assert turnout("key", "storage", "file").returncode == 0
    kept = turnout("key", "set", "p", stdin=KEY)
    assert (kept.returncode, "secrets.toml" in kept.stdout) == (0, True)
    assert turnout("key", "get", "p").stdout.strip() == KEY


@settings(deadline=None)
@given(value=st.text(max_size=40))
def test_a_key_is_refused_or_kept_as_it_is(value: str) -> None:
    """Whatever is pasted: never a changed key."""
    try:
        key = check_key(value)
    except BadKeyValueError:
        return
    assert key in value
    assert check_key(key) == key
    assert all("!" <= character <= "~" for character in key)
