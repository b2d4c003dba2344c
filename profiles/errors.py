"""Everything that can go wrong with profiles, keys and client files, each with its sentence and its fix.

ProfileError
├── InvalidProfileError          a field of a profile is not usable
│   └── BadBaseUrlError          the base URL cannot be an API
├── NotFoundError                a profile, preset, access key or setting of that name does not exist
├── AlreadyExistsError           a profile or access key of that name exists
├── BadSettingError              a setting's value is out of range
├── KeyProblemError              a provider key cannot be had or kept
│   ├── NoKeyError               the profile has none
│   ├── BadKeyValueError         the text is not a key
│   ├── KeyringUnavailableError  there is no keyring, or none that is safe
│   ├── KeyringLockedError       it is there and locked
│   └── KeyringTimeoutError      it does not answer
└── FileProblemError             a file of a client, or of ours, cannot be used
    ├── BadFileError             not valid TOML or JSON; knows line and column
    ├── ReadOnlyTargetError      may not be written; names what to set by hand
    ├── SymlinkCycleError        the link leads to itself
    ├── BusyError                another Turnout is writing the clients' files
    └── ChangedMeanwhileError    somebody else wrote it between our read and our write
"""

from pathlib import Path


class ProfileError(Exception):
    """The base: `code` is a stable word, `message` one clear sentence, `fix` what to do (may be empty)."""

    code = "profile_error"

    def __init__(self, message: str, fix: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.message


class InvalidProfileError(ProfileError):
    code = "invalid_profile"


class BadBaseUrlError(InvalidProfileError):
    code = "base_url_wrong"


class NotFoundError(ProfileError):
    code = "not_found"


class AlreadyExistsError(ProfileError):
    code = "already_exists"


class BadSettingError(ProfileError):
    code = "bad_setting"


class KeyProblemError(ProfileError):
    code = "key_problem"


class NoKeyError(KeyProblemError):
    code = "no_key"


class BadKeyValueError(KeyProblemError):
    code = "bad_key"


class KeyringUnavailableError(KeyProblemError):
    code = "keyring_unavailable"


class KeyringLockedError(KeyProblemError):
    code = "keyring_locked"


class KeyringTimeoutError(KeyProblemError):
    code = "keyring_timeout"


class FileProblemError(ProfileError):
    """`path` is the file as the user knows it (before links are followed)."""

    code = "file_problem"

    def __init__(self, path: Path, message: str, fix: str = "") -> None:
        super().__init__(message, fix)
        self.path = path


class BadFileError(FileProblemError):
    """`line` and `column` count from 1; None where the whole file is meant."""

    code = "bad_file"

    def __init__(self, path: Path, reason: str, line: int | None = None, column: int | None = None) -> None:
        where = "" if line is None else f" (line {line}, column {column})"
        super().__init__(
            path,
            f"{path} cannot be read: {reason}{where}; it was left untouched.",
            "Repair the file, then try again.",
        )
        self.reason = reason
        self.line = line
        self.column = column


class ReadOnlyTargetError(FileProblemError):
    code = "read_only"


class SymlinkCycleError(FileProblemError):
    code = "symlink_cycle"


class BusyError(FileProblemError):
    code = "busy"


class ChangedMeanwhileError(FileProblemError):
    code = "changed_meanwhile"
