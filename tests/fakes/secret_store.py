"""Provider keys in memory, for tests that are not about the keyring."""


class MemorySecrets:
    """`profiles.secrets.Secrets` without a keyring."""

    def __init__(self, **kept: str) -> None:
        self.kept = dict(kept)

    def get(self, profile_id: str) -> str | None:
        return self.kept.get(profile_id)

    def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:
        self.kept[profile_id] = value

    def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
        self.kept.pop(profile_id, None)

    def state(self) -> str:
        return "ok: memory"
