"""What can go wrong in the application itself, each with its sentence and its fix.

AppError
├── UsageError               the words of a command do not fit together: exit status 2
│   └── FilterError          a filter of the log does not parse
├── PortTakenError           somebody else listens on the port; the message names who
├── AlreadyRunningError      a service of the same folders runs
└── ServiceUnreachableError  the running service does not answer its control API
"""

from profiles.errors import ProfileError


class AppError(Exception):
    """The base: `code` is a stable word, `message` one clear sentence, `fix` what to do (may be empty)."""

    code = "failed"
    status = 1
    """The exit status of the command line."""

    def __init__(self, message: str, fix: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix
        if code is not None:
            self.code = code


class UsageError(AppError):
    code = "usage"
    status = 2


class FilterError(UsageError):
    """`start` and `length`: which characters are meant; `reason` is a stable word, `subject` what it is about,
    `hint` what may have been meant (both may be empty)."""

    code = "bad_filter"
    start = length = 0
    reason = subject = hint = ""


class PortTakenError(AppError):
    code = "port_taken"


class AlreadyRunningError(AppError):
    code = "already_running"


class ServiceUnreachableError(AppError):
    code = "service_unreachable"


EXPECTED = (AppError, ProfileError)
"""Every error that already has a sentence for the user."""


def sentence(error: AppError | ProfileError | OSError) -> str:
    """Return what happened and what to do about it."""
    if isinstance(error, OSError):
        error = of_file(error)
    return f"{error.message} {error.fix}".strip()


def of_file(error: OSError) -> AppError:
    """Return the sentence of an error of the operating system that names a file."""
    return AppError(f"{error.filename} cannot be used: {error.strerror or error}.", code="file_problem")
