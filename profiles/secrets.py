"""Provider keys in the system's keyring: on one worker thread, with a deadline, read back after writing."""

import importlib
import queue
import re
import sys
import threading
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import closing
from typing import Any, Protocol, TypeVar

from profiles.errors import (
    BadKeyValueError,
    KeyProblemError,
    KeyringLockedError,
    KeyringTimeoutError,
    KeyringUnavailableError,
    NoKeyError,
)
from profiles.profile import Profile

T = TypeVar("T")

SERVICE = "turnout"
READ_DEADLINE_S = 5.0
"""A keyring that needs longer to read is waiting for somebody who is not there."""
WRITE_DEADLINE_S = 60.0
"""Writing may open the unlock dialog: time for a person to find it and type."""
MAX_KEY_CHARACTERS = 1200
"""Windows keeps 2560 bytes of UTF-16 per entry; a provider's key has some 200 characters."""

_FIX = (
    "Unlock or install a keyring (GNOME Keyring, KWallet, Keychain), or use `--key-env VARIABLE`, "
    "or keep keys in a file that only you can read: `turnout key storage file`."
)
_BEARER = re.compile(r"\Abearer(?:\s+|\Z)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(sk-)?[x*.]{3,}|.*your[-_ ]?(api[-_ ]?)?(key|token).*", re.IGNORECASE)
# Backends that keep nothing, or keep it readable for everybody who reads the disk.
_REFUSED = {
    "keyring.backends.fail": "there is no keyring on this system",
    "keyring.backends.null": "the null backend forgets everything it is given",
    "keyrings.alt": "it would keep keys unencrypted in a file",
}


class Secrets(Protocol):
    """Where provider keys are kept. Methods block, at most for their deadline, and raise KeyProblemError."""

    def get(self, profile_id: str) -> str | None:
        """The key, or None where none is kept."""

    def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:
        """Keep a key, and make sure that it is kept."""

    def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
        """Forget a key; nothing happens where none is kept."""

    def state(self) -> str:
        """`ok: NAME`, `locked: …` or `none: reason`, without asking the user anything."""


class KeyringSecrets:
    """`Secrets` in the system's keyring, through the `keyring` package (imported at the first call).

    A hanging backend blocks nobody for longer than the deadline (which a writer may choose): its thread is
    waited for by no one, and until it comes back every call fails at once.
    """

    def __init__(
        self,
        read_deadline_s: float = READ_DEADLINE_S,
        write_deadline_s: float = WRITE_DEADLINE_S,
        service: str = SERVICE,
    ) -> None:
        self._service = service
        self._read_deadline_s = read_deadline_s
        self._write_deadline_s = write_deadline_s
        self._worker = _Worker()
        self._reads: dict[str, Future[str | None]] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "KeyringSecrets()"

    def get(self, profile_id: str) -> str | None:
        self._worker.check()
        with self._lock:
            # Requests that come together ask the keyring once.
            future = self._reads.get(profile_id)
            if future is None:
                future = self._worker.submit(lambda: _open().get_password(self._service, profile_id))
                self._reads[profile_id] = future
                future.add_done_callback(lambda _: self._forget_read(profile_id))
        return self._worker.wait(future, self._read_deadline_s)

    def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:
        checked = check_key(value)

        def write() -> bool:
            backend = _open()
            backend.set_password(self._service, profile_id, checked)
            return bool(backend.get_password(self._service, profile_id) == checked)

        if not self._worker.wait(self._worker.submit(write), deadline_s or self._write_deadline_s):
            raise KeyringUnavailableError("The keyring took the key but does not give it back.", _FIX)

    def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
        def remove() -> None:
            backend = _open()
            if backend.get_password(self._service, profile_id) is not None:
                backend.delete_password(self._service, profile_id)

        self._worker.wait(self._worker.submit(remove), deadline_s or self._write_deadline_s)

    def state(self) -> str:
        try:
            name, locked = self._worker.wait(self._worker.submit(_describe), self._read_deadline_s)
        except (KeyringLockedError, KeyringTimeoutError) as error:
            return f"locked: {error}"
        except KeyProblemError as error:
            return f"none: {error}"
        return f"locked: {name}" if locked else f"ok: {name}"

    def _forget_read(self, profile_id: str) -> None:
        # Called by whoever ends the future, maybe under our own lock: a single dict call is atomic.
        self._reads.pop(profile_id, None)


def check_key(value: str) -> str:
    """The key of a pasted text, without the space around it. BadKeyValueError never repeats it."""
    key = _BEARER.sub("", value.strip())
    if not key:
        raise BadKeyValueError("The key is empty.", "Give it on standard input: `turnout key set ID < FILE`.")
    if len(key) > MAX_KEY_CHARACTERS:
        raise BadKeyValueError(f"The key has {len(key)} characters; {MAX_KEY_CHARACTERS} can be kept.")
    for position, character in enumerate(key, 1):
        if not "!" <= character <= "~":
            kind = (
                "a line break" if character in "\r\n" else "a space" if character.isspace() else "a character"
            )
            raise BadKeyValueError(
                f"The key has {kind} at position {position} that no key can have.", "Copy it again, alone."
            )
    if _PLACEHOLDER.fullmatch(key):
        raise BadKeyValueError("That is a placeholder, not a key.", "Copy the key from the provider's page.")
    return key


def resolve_key(profile: Profile, secrets: Secrets, env: Mapping[str, str]) -> str | None:
    """The key a request of this profile is sent with; None where the provider needs none.

    Raises NoKeyError where there should be one, and whatever the keyring raises.
    """
    reference = profile.key
    if reference.kind == "none":
        return None
    if reference.env is not None:
        value = env.get(reference.env, "")
        if not value.strip():
            raise NoKeyError(
                f"The key of profile {profile.id} is looked for in {reference.env}, which is not set.",
                f"Set {reference.env} where Turnout is started, or `turnout key set {profile.id}`.",
            )
        return check_key(value)
    value_kept = secrets.get(profile.id)
    if value_kept is None:
        raise NoKeyError(f"Profile {profile.id} has no key.", f"`turnout key set {profile.id}`")
    return value_kept


_Job = tuple[Future[Any], Callable[[], Any]]
_Jobs = queue.SimpleQueue[_Job | None]


class _Worker:
    """One daemon thread that does the keyring's work in order. It ends with this object, or with the program."""

    def __init__(self) -> None:
        self._jobs: _Jobs = queue.SimpleQueue()
        weakref.finalize(self, self._jobs.put, None)
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stuck: Future[Any] | None = None

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Queue the work; KeyringTimeoutError at once while an earlier call still hangs."""
        self.check()
        future: Future[T] = Future()
        with self._start:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=_work, args=(self._jobs,), name="turnout-keyring", daemon=True
                )
                self._thread.start()
        self._jobs.put((future, work))
        return future

    def check(self) -> None:
        """Raise KeyringTimeoutError while an earlier call still hangs."""
        if self._stuck is not None and not self._stuck.done():
            raise KeyringTimeoutError("The keyring still does not answer an earlier call.", _FIX)

    def wait(self, future: Future[T], deadline_s: float) -> T:
        """The work's result or error; KeyringTimeoutError after the deadline."""
        try:
            return future.result(deadline_s)
        except CancelledError:
            pass  # another caller of the same read gave up first
        except TimeoutError:
            if not future.cancel() and not future.done():
                self._stuck = future
        raise KeyringTimeoutError(
            f"The keyring did not answer within {deadline_s:g} s: it may be locked, or waiting for a dialog.",
            _FIX,
        )


def _work(jobs: _Jobs) -> None:
    """Do what comes, in order, until nobody can send any more."""
    while _do(jobs.get()):
        pass


def _do(job: _Job | None) -> bool:
    """Do one piece of work. Nothing of it, and no key, is held while the next one is awaited."""
    if job is None:
        return False
    future, work = job
    if future.set_running_or_notify_cancel():
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - a backend may raise anything; the caller gets it
            future.set_exception(_translate(error))
        else:
            future.set_result(result)
    return True


def _open() -> Any:
    """The backend to use. Raises KeyringUnavailableError where there is none that keeps keys safely."""
    if sys.platform != "darwin":
        # keyring 25.7 tries its backend for macOS everywhere, and that looks for Apple's libraries with the machine's
        # compiler and linker: 80 ms. A module that is None is not found, as those are not.
        sys.modules.setdefault("keyring.backends.macOS.api", None)  # type: ignore[arg-type]
    import keyring

    backend = keyring.get_keyring()
    reason = _REFUSED["keyring.backends.fail"]
    for candidate in getattr(backend, "backends", None) or [backend]:
        refused = _refuse(candidate)
        if refused is None:
            return candidate
        reason = refused
    raise KeyringUnavailableError(f"Keys cannot be kept: {reason}.", _FIX)


def _refuse(backend: object) -> str | None:
    kind = type(backend)
    if kind.__name__ == "PlaintextKeyring":
        return _REFUSED["keyrings.alt"]
    if kind.__module__ == "keyring.backends.chainer":
        return _REFUSED["keyring.backends.fail"]
    return next((why for name, why in _REFUSED.items() if f"{kind.__module__}.".startswith(f"{name}.")), None)


def _describe() -> tuple[str, bool]:
    """The backend's name, and whether it is locked (which only the Secret Service tells without a dialog)."""
    backend = _open()
    module = type(backend).__module__
    if module != "keyring.backends.SecretService":
        name = module.removeprefix("keyring.backends.")
        return (name if name != module else f"{module}.{type(backend).__name__}"), False
    storage = importlib.import_module(module).secretstorage
    with closing(storage.dbus_init()) as bus:
        try:
            locked = bool(storage.get_collection_by_alias(bus, "default").is_locked())
        except storage.exceptions.ItemNotFoundException:
            locked = False  # it will be made with the first key
    return "SecretService", locked


def _translate(error: BaseException) -> BaseException:
    """An error of a backend in our words. Its own text is left out: it may hold the key."""
    import keyring.errors

    if isinstance(error, KeyProblemError):
        return error
    if isinstance(error, keyring.errors.KeyringLocked | keyring.errors.InitError):
        return KeyringLockedError("The keyring is locked.", _FIX)
    if isinstance(error, keyring.errors.NoKeyringError):
        return KeyringUnavailableError("Keys cannot be kept: there is no keyring on this system.", _FIX)
    return KeyringUnavailableError(f"The keyring failed ({type(error).__name__}).", _FIX)
