"""The keyring, and the providers' keys in it."""

from collections.abc import Iterator

from app.context import Context
from app.doctor.finding import Finding, Severity
from profiles.bound_keys import KeyUnconfirmedError
from profiles.errors import KeyringLockedError, KeyringTimeoutError, NoKeyError, ProfileError


def examine(context: Context) -> Iterator[Finding]:
    """Yield profiles whose key cannot be had; a keyring that does not answer is asked once."""
    try:
        profiles = context.profiles.list()
        used = {route.profile for route in context.routes.all().values()}
    except ProfileError:
        return  # found elsewhere
    yield from _storage(context)
    silent: ProfileError | None = None
    for profile in profiles:
        severity: Severity = "severe" if profile.id in used else "warning"
        try:
            if silent is not None and profile.key.kind == "keyring":
                raise silent
            context.keys.key_of(profile)
            context.keys.demand_confirmed(profile)
        except KeyUnconfirmedError as error:
            cause = "The address has changed since the key was given, so requests to it are refused."
            yield Finding(error.code, severity, error.message, cause, error.fix)
        except NoKeyError as error:
            yield Finding(
                "key_missing", severity, error.message, "Requests to it cannot be authorised.", error.fix
            )
        except ProfileError as error:
            if isinstance(error, KeyringLockedError | KeyringTimeoutError):
                silent = error
            cause = f"The key of {profile.id} cannot be had, so requests to it cannot be authorised."
            yield Finding(error.code, severity, error.message, cause, error.fix)


def _storage(context: Context) -> Iterator[Finding]:
    if context.secrets.is_moving():
        yield Finding(
            "keys_moving",
            "severe",
            "A move of the keys was interrupted.",
            "A key may be in the keyring and in a file at once.",
            "turnout doctor --fix finishes it, and so does the next start.",
        )
    if context.secrets.storage == "file":
        yield Finding(
            "keys_in_file",
            "warning",
            f"Keys are kept in a file: {context.paths.secrets_toml}.",
            "You have chosen so; every program that runs as you can read it.",
            "turnout key storage keyring",
        )
