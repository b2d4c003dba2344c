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
    tr = QCoreApplication.translate
    known = {
        "language": Words(
            tr("settings", "Language"),
            choices={"system": tr("settings", "As the system"), "en": "English", "zh_CN": "简体中文"},
        ),
        "theme": Words(
            tr("settings", "Appearance"),
            choices={
                "system": tr("settings", "As the system"),
                "light": tr("settings", "Light"),
                "dark": tr("settings", "Dark"),
            },
        ),
        "close_to_tray": Words(
            tr("settings", "Keep running when the window is closed"),
            tr("settings", "Turnout stays in the tray, and Codex and Claude Code go on working."),
        ),
        "restore_on_quit": Words(
            tr("settings", "Restore the clients' settings on quit"),
            tr("settings", "Without this they go on pointing to Turnout, and fail while it does not run."),
        ),
        "notifications": Words(
            tr("settings", "Notifications"),
            tr(
                "settings",
                "Only when the service stopped, a key or a balance failed, or someone changed a config file.",
            ),
        ),
        "port": Words(
            tr("settings", "Port"),
            tr("settings", "Takes effect when the service starts again. 0 takes any free port."),
        ),
        "connect_timeout_ms": Words(
            tr("settings", "Connecting may take"),
            tr("settings", "A provider that is there accepts a connection within seconds."),
        ),
        "first_byte_timeout_ms": Words(
            tr("settings", "The first byte may take"),
            tr("settings", "Reasoning models may think for minutes before they say anything."),
        ),
        "idle_timeout_ms": Words(
            tr("settings", "Silence within a reply"),
            tr("settings", "After this a reply that stopped half-way counts as broken."),
        ),
        "keepalive_interval_ms": Words(
            tr("settings", "Keep-alive"),
            tr("settings", "How often a waiting client is told that the request is still running."),
        ),
        "max_body_bytes": Words(
            tr("settings", "Largest request"),
            tr("settings", "Long agent sessions with images reach several megabytes."),
        ),
        "record_bodies": Words(
            tr("settings", "Keep what was sent and answered"),
            choices={
                "never": tr("settings", "Never"),
                "errors": tr("settings", "Only for failed requests"),
                "all": tr("settings", "For all requests"),
            },
        ),
        "log_max_bytes": Words(
            tr("settings", "Largest size of the log"),
            tr("settings", "The oldest requests are deleted first."),
        ),
        "log_max_days": Words(
            tr("settings", "Keep requests for"),
            tr("settings", "Older ones are deleted, with all that was kept of them."),
        ),
    }
    return known.get(name) or Words(name.replace("_", " ").capitalize())


def bodies_consequence(value: str) -> str:
    """Return in plain words what a choice of `record_bodies` means."""
    tr = QCoreApplication.translate
    said = {
        "never": tr(
            "settings",
            "Requests are listed with times, tokens and errors, but nobody can look up what was in them.",
        ),
        "errors": tr(
            "settings",
            "Prompts, code and replies of failed requests are kept on this computer; of others only the figures.",
        ),
        "all": tr(
            "settings",
            "Prompts, code and replies are kept on this computer, readable only by you. Keys are always removed.",
        ),
    }
    return said.get(value, "")
