"""WSL: what `wsl.exe` says is understood, and our paths read from inside."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from profiles.clients import wsl
from profiles.clients.edit import ConnectSettings, Direct
from profiles.clients.wsl import SystemWsl, Wsl, is_mirrored, see_inside


class Played:
    """`wsl.exe` with answers; keeps what it was asked."""

    def __init__(self, **answers: bytes | None) -> None:
        self.answers = answers
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, command: Sequence[str]) -> bytes | None:
        self.asked.append(tuple(command))
        assert command[0] == "wsl.exe"
        kind = "list" if "--list" in command else "home" if "printenv" in command else "probe"
        return self.answers.get(kind)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ubuntu-24.04\r\nDebian\r\n".encode("utf-16-le"), ("Ubuntu-24.04", "Debian")),
        (b"Ubuntu\nArch \n", ("Ubuntu", "Arch")),
        ("\ufeffUbuntu\r\n".encode("utf-16-le"), ("Ubuntu",)),
        (b"", ()),
        (None, ()),
    ],
)
def test_running(said: bytes | None, names: tuple[str, ...]) -> None:
    assert SystemWsl(Played(list=said)).running() == names


def test_it_is_asked_again_only_after_a_while() -> None:
    now = [0.0]
    played = Played(list=b"Ubuntu\n", home=b"/home/ann\n")
    system: Wsl = SystemWsl(played, lambda: now[0])
    for _ in range(3):
        assert system.running() == ("Ubuntu",)
        assert system.home("Ubuntu") == "/home/ann"
    assert len(played.asked) == 2
    now[0] = wsl.KEPT_SECONDS + 1
    system.running()
    assert len(played.asked) == 3


@pytest.mark.parametrize("said", [None, b"", b"There is no distribution with the supplied name.\n"])
def test_a_home_that_is_none(said: bytes | None) -> None:
    assert SystemWsl(Played(home=said)).home("Ubuntu") is None


@pytest.mark.parametrize(
    ("said", "reached"), [(b"yes\n", True), (b"no\n", False), (None, None), (b"?", None)]
)
def test_probe(said: bytes | None, reached: bool | None) -> None:
    played = Played(probe=said)
    assert SystemWsl(played).reaches("Ubuntu", 8377) is reached
    assert "/dev/tcp/127.0.0.1/8377" in played.asked[0][-1]


def test_folder() -> None:
    assert str(SystemWsl(Played()).folder("Ubuntu")) == r"\\wsl$\Ubuntu"


def test_a_program_that_is_not_there_or_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SystemWsl().running() == ()  # no wsl.exe here

    def hang(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("wsl.exe", 1)

    monkeypatch.setattr(subprocess, "run", hang)
    assert SystemWsl().running() == ()


@pytest.mark.parametrize(
    ("text", "mirrored"),
    [
        ("", False),
        ("[wsl2]\nmemory=4GB\n", False),
        ("[wsl2]\r\nnetworkingMode = Mirrored # yes\r\n", True),
        ("[experimental]\nnetworkingMode=mirrored\n", False),
        ("[wsl2]\n#networkingMode=mirrored\n", False),
        ("[wsl2]\nnetworkingMode=NAT\n", False),
    ],
)
def test_mirrored(text: str, mirrored: bool) -> None:
    assert is_mirrored(text) is mirrored


def test_paths_as_linux_names_them() -> None:
    direct = Direct("https://x", (r"C:\Program Files\turnout.exe", "key", "get", "p", "--home", r"D:\t"))
    settings = ConnectSettings(
        "http://127.0.0.1:1", "tn-x", catalog=Path(r"C:\Users\ann\codex-models.json"), direct=direct
    )
    inside = see_inside(settings)
    assert str(inside.catalog) == "/mnt/c/Users/ann/codex-models.json"
    assert inside.direct is not None
    # The program is Windows' own, and so is what it is told.
    assert inside.direct.key_command == (
        "/mnt/c/Program Files/turnout.exe",
        "key",
        "get",
        "p",
        "--home",
        r"D:\t",
    )
    bare = ConnectSettings("http://127.0.0.1:1", "tn-x", catalog=Path("/unix"))
    assert see_inside(bare) == bare
    assert see_inside(ConnectSettings("http://127.0.0.1:1", "tn-x")).catalog is None
