"""Requirements 1 and 8: one door, on this machine alone, and a port that somebody else has is left to them."""

import socket
from pathlib import Path

import pytest

from tests.app.serving import ServiceProcess, run_turnout, wait_until
from tests.fakes.provider import FakeProvider
from tests.hostile.conftest import prepare

LISTEN = "0A"


def listeners(pid: int) -> set[tuple[str, int]]:
    """Return address (as /proc/net writes it) and port of what a process listens on, UDP included."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(str(descriptor.readlink()))
        except OSError:
            continue  # closed meanwhile
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in inodes and (fields[3] == LISTEN or table.startswith("udp")):
                address, _, port = fields[1].rpartition(":")
                found.add((address, int(port, 16)))
    return found


def own_addresses() -> list[str]:
    """Return this machine's addresses but for 127.0.0.1: what others would connect to, and the rest of its loopback."""
    addresses = ["127.0.0.2", "127.255.255.254"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it asks the routing table
            addresses.append(probe.getsockname()[0])
        except OSError:
            pass  # no network
    return addresses


def test_one_address_of_this_machine_and_nobody_shares_it(provider: FakeProvider, tmp_path: Path) -> None:
    context = prepare(provider)
    with ServiceProcess(tmp_path, "--port", "0") as service:
        port, record = service.port, context.paths.state / "service.json"
        announced = record.read_bytes()
        assert listeners(service.child.pid) == {("0100007F", port)}
        for address in own_addresses():
            with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
                socket.create_connection((address, port), 5)
        if socket.has_ipv6:
            with pytest.raises(OSError), socket.socket(socket.AF_INET6) as line:  # whatever the system says
                line.connect(("::1", port))
        # SO_REUSEPORT would let any program of this user take half of the requests.
        with socket.socket() as thief:
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            for address in ("127.0.0.1", "0.0.0.0"):
                with pytest.raises(OSError, match="in use"):
                    thief.bind((address, port))
        ran = run_turnout("serve", "--port", str(port))
        assert ran.returncode == 1
        assert "already" in ran.stderr
        assert record.read_bytes() == announced
        assert service.child.poll() is None


def test_a_stranger_keeps_its_port(provider: FakeProvider, tmp_path: Path) -> None:
    """A sentence with port and pid, and no client leads there."""
    context = prepare(provider)
    config = tmp_path / "home" / ".codex" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("# mine\n")
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # it would share; Turnout does not
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        ran = run_turnout("serve", "--port", str(port))
        assert ran.returncode == 1
        assert f"Port {port} is held by" in ran.stderr
        assert "Traceback" not in ran.stderr
        stranger.settimeout(0.1)
        with pytest.raises(TimeoutError):
            stranger.accept()
    assert config.read_text() == "# mine\n"
    assert not context.paths.state.joinpath("service.json").exists()


def test_a_port_that_is_still_in_time_wait_is_taken_again(provider: FakeProvider, tmp_path: Path) -> None:
    """The service closes first, so its end of each connection waits; the next start does not."""
    prepare(provider)
    with ServiceProcess(tmp_path, "--port", "0") as service:
        port = service.port
        lines = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(5)]
        for line in lines:
            line.sendall(f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            assert line.recv(4_096).startswith(b"HTTP/1.1 200")
        assert service.end() == 0
    for line in lines:
        assert line.recv(1) == b""
        line.close()
    for _ in wait_until(lambda: _in_time_wait(port)):
        pass
    with ServiceProcess(tmp_path, "--port", str(port)) as again:
        assert again.port == port


def _in_time_wait(port: int) -> bool:
    wanted = f"0100007F:{port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return any(line.split()[1] == wanted and line.split()[3] == "06" for line in lines)
