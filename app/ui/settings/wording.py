"""What the settings are called and mean, in the user's language."""

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True, slots=True)
class Words:
    """`choices`: the words of a choice."""

    title: str
    hint: str = ""
    choices: dict[str, str] = field(default_factory=dict)


def words_of(name: str) -> Words:
    """Return the words of a setting; one that we do not know is called by its own name."""
    translate = QCoreApplication.translate
    known = {
        "language": Words(
            translate("settings", "Language"),
            choices={"system": translate("settings", "As the system"), "en": "English", "zh_CN": "简体中文"},
        ),
        "theme": Words(
            translate("settings", "Appearance"),
            choices={
                "system": translate("settings", "As the system"),
                "light": translate("settings", "Light"),
                "dark": translate("settings", "Dark"),
            },
        ),
        "close_to_tray": Words(
            translate("settings", "Keep running when the window is closed"),
            translate("settings", "Turnout stays in the tray, and Codex and Claude Code go on working."),
        ),
        "restore_on_quit": Words(
            translate("settings", "Restore the clients' settings on quit"),
            translate(
                "settings", "Without this they go on pointing to Turnout, and fail while it does not run."
            ),
        ),
        "notifications": Words(
            translate("settings", "Notifications"),
            translate(
                "settings",
                "Only when the service stopped, a key or a balance failed, or someone changed a config file.",
            ),
        ),
        "write_vscode": Words(
            translate("settings", "Also connect Claude Code in VS Code"),
            translate("settings", "Its extension reads the settings of VS Code and of editors made from it."),
        ),
        "port": Words(
            translate("settings", "Port"),
            translate("settings", "Takes effect when the service starts again. 0 takes any free port."),
        ),
        "connect_timeout_ms": Words(
            translate("settings", "Connecting may take"),
            translate("settings", "A provider that is there accepts a connection within seconds."),
        ),
        "first_byte_timeout_ms": Words(
            translate("settings", "The first byte may take"),
            translate("settings", "Reasoning models may think for minutes before they say anything."),
        ),
        "idle_timeout_ms": Words(
            translate("settings", "Silence within a reply"),
            translate("settings", "After this a reply that stopped half-way counts as broken."),
        ),
        "keepalive_interval_ms": Words(
            translate("settings", "Keep-alive"),
            translate("settings", "How often a waiting client is told that the request is still running."),
        ),
        "fallback_attempts": Words(
            translate("settings", "Profiles asked for one request"),
            translate("settings", "Where one fails, so many are asked in all before the client is told."),
        ),
        "breaker_failures": Words(
            translate("settings", "Failures in a row"),
            translate("settings", "After so many a provider is gone around, where there is a fallback."),
        ),
        "breaker_pause_ms": Words(
            translate("settings", "Try a failing provider again after"),
            translate("settings", "One request is sent to see whether it is back."),
        ),
        "max_body_bytes": Words(
            translate("settings", "Largest request"),
            translate("settings", "Long agent sessions with images reach several megabytes."),
        ),
        "record_bodies": Words(
            translate("settings", "Keep what was sent and answered"),
            choices={
                "never": translate("settings", "Never"),
                "errors": translate("settings", "Only for failed requests"),
                "all": translate("settings", "For all requests"),
            },
        ),
        "key_storage": Words(
            translate("settings", "Keep providers' keys in"),
            translate(
                "settings", "A change moves all keys. A file can be read by every program that runs as you."
            ),
            choices={
                "keyring": translate("settings", "The system's keyring"),
                "file": translate("settings", "A file"),
            },
        ),
        "log_max_bytes": Words(
            translate("settings", "Largest size of the log"),
            translate("settings", "The oldest requests are deleted first."),
        ),
        "log_max_days": Words(
            translate("settings", "Keep requests for"),
            translate("settings", "Older ones are deleted, with all that was kept of them."),
        ),
    }
    return known.get(name) or Words(name.replace("_", " ").capitalize())


def bodies_consequence(value: str) -> str:
    """Return in plain words what a choice of `record_bodies` means."""
    translate = QCoreApplication.translate
    said = {
        "never": translate(
            "settings",
            "Requests are listed with times, tokens and errors, but nobody can look up what was in them.",
        ),
        "errors": translate(
            "settings",
            "Prompts, code and replies of failed requests are kept on this computer; of others only the figures.",
        ),
        "all": translate(
            "settings",
            "Prompts, code and replies are kept on this computer, readable only by you. Keys are always removed.",
        ),
    }
    return said.get(value, "")
