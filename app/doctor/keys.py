"""The keyring, and the providers' keys in it."""

from collections.abc import Iterator

from app.context import Context
from app.doctor.finding import Finding, Severity
from profiles.errors import KeyringLockedError, KeyringTimeoutError, NoKeyError, ProfileError
from profiles.secrets import resolve_key


def examine(context: Context) -> Iterator[Finding]:
    """Yield profiles whose key cannot be had; a keyring that does not answer is asked once."""
    try:
        profiles = context.profiles.list()
        used = {route.profile for route in context.routes.all().values()}
    except ProfileError:
        return  # found elsewhere
    silent: ProfileError | None = None
    for profile in profiles:
        severity: Severity = "severe" if profile.id in used else "warning"
        try:
            if silent is not None and profile.key.kind == "keyring":
                raise silent
            resolve_key(profile, context.secrets, context.env)
        except NoKeyError as error:
            yield Finding(
                "key_missing", severity, error.message, "Requests to it cannot be authorised.", error.fix
            )
        except ProfileError as error:
            if isinstance(error, KeyringLockedError | KeyringTimeoutError):
                silent = error
            cause = f"The key of {profile.id} cannot be had, so requests to it cannot be authorised."
            yield Finding(error.code, severity, error.message, cause, error.fix)
