"""WSL as Windows sees it, played by folders."""

from collections.abc import Sequence
from pathlib import Path


class FakeWsl:
    """`profiles.clients.wsl.Wsl`: each distribution is a folder with the home of one user."""

    def __init__(self, root: Path, *distributions: str) -> None:
        self.root = root
        self.distributions = list(distributions)
        self.homes: dict[str, str | None] = dict.fromkeys(distributions, "/home/ann")
        self.reachable: bool | None = True
        self.probed: list[tuple[str, int]] = []

    def running(self) -> Sequence[str]:
        return tuple(self.distributions)

    def home(self, distribution: str) -> str | None:
        return self.homes[distribution]

    def folder(self, distribution: str) -> Path:
        return self.root / distribution

    def reaches(self, distribution: str, port: int) -> bool | None:
        self.probed.append((distribution, port))
        return self.reachable

    def use_client(self, distribution: str, folder: str) -> Path:
        """A client has been used there; its folder."""
        place = self.root / distribution / "home" / "ann" / folder
        place.mkdir(parents=True)
        return place
