"""Another machine at the end of a cable: a network namespace, where the test may make one (Linux, root, iproute2)."""

import ctypes
import os
import shutil
import socket
import subprocess
import threading
from types import TracebackType
from typing import Self

import pytest

_NEW_NETWORK = 0x40000000
"""CLONE_NEWNET of setns(2)."""


class Cable:
    """`with Cable() as cable`. Skips the test by name where the system lets nobody lay one.

    `there` is the other machine's address.
    """

    def __init__(self) -> None:
        self.name = f"tn{os.getpid()}"
        network = f"10.231.{os.getpid() % 256}"  # several may test at a time
        self.here, self.there, self._other = f"{network}.1", f"{network}.2", f"{network}.3"

    def __enter__(self) -> Self:
        program = shutil.which("ip") or shutil.which("ip", path="/usr/sbin:/sbin")
        if program is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
            pytest.skip("a network namespace takes root and iproute2")
        self._program = program
        try:
            self._ip("netns", "add", self.name)
            self._ip(
                "link", "add", f"{self.name}a", "type", "veth", "peer", "name", "there", "netns", self.name
            )
            self._ip("-n", self.name, "addr", "add", f"{self.there}/24", "dev", "there")
            self._ip("-n", self.name, "link", "set", "there", "up")
            self._ip("addr", "add", f"{self.here}/24", "dev", f"{self.name}a")
            self._ip("link", "set", f"{self.name}a", "up")
        except subprocess.CalledProcessError as error:
            self.__exit__(None, None, None)
            pytest.skip(f"no network namespaces here: {error.stderr.decode().strip()}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for words in (("link", "del", f"{self.name}a"), ("netns", "del", self.name)):
            subprocess.run([self._program, *words], capture_output=True, check=False)

    def listener(self) -> socket.socket:
        """Return a socket that listens on the other machine."""
        made: list[socket.socket] = []

        def listen() -> None:
            with open(f"/var/run/netns/{self.name}") as place:  # noqa: PTH123  # for its descriptor
                assert ctypes.CDLL(None, use_errno=True).setns(place.fileno(), _NEW_NETWORK) == 0
            made.append(socket.create_server((self.there, 0)))

        thread = threading.Thread(target=listen)  # ends there: no other thread moves with it
        thread.start()
        thread.join()
        return made[0]

    def move(self) -> None:
        """Be in another network: the address that connections began with is nobody's any more."""
        self._ip("addr", "del", f"{self.here}/24", "dev", f"{self.name}a")
        self.here, self._other = self._other, self.here
        self._ip("addr", "add", f"{self.here}/24", "dev", f"{self.name}a")

    def drop(self, drops: bool) -> None:
        """Let nothing come back from there, without a word; or let it again."""
        self._ip("-n", self.name, "route", "add" if drops else "del", "blackhole", f"{self.here}/32")

    def _ip(self, *words: str) -> None:
        subprocess.run([self._program, *words], capture_output=True, check=True)
