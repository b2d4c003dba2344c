"""What users call things that the service names by an id."""

from PySide6.QtCore import QCoreApplication

CLIENTS = ("codex", "claude-code")
"""Those with a switch of their own, in the order in which they are shown."""

_CLIENT_NAMES = {"codex": "Codex", "claude-code": "Claude Code"}
_BACKENDS = {
    "SecretService": "Secret Service",
    "libsecret": "Secret Service",
    "kwallet": "KWallet",
    "macOS": "Keychain",
    "Windows": "Credential Manager",
}


def client_name(client: str) -> str:
    """Return a client's name; they are names and stay in every language."""
    if client in _CLIENT_NAMES:
        return _CLIENT_NAMES[client]
    return QCoreApplication.translate("names", "Other apps") if client == "other" else client


def keyring_name(backend: str) -> str:
    """Return what the system calls its keyring."""
    return _BACKENDS.get(backend.partition(".")[0], backend)
