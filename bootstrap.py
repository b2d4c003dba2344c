"""Set up Turnout in a clone and start or test it: `python3 bootstrap.py run|test|setup`; needs only Python.

    run [ARGS…]         set up what is missing, then `turnout ARGS…`
    test [ARGS…]        the same with the developer's tools, then `poe check` (with ARGS: `pytest ARGS…`)
    setup [--dev]       set up only

Python packages go into `.venv` from the hash-pinned lock files, the clients for the end-to-end tests into
`.turnout-dev/clients`. System packages are installed by apt where this account may; otherwise the exact
command is named. A second call finds the stamps of the first and starts at once.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
DEV = ROOT / ".turnout-dev"
CLIENTS = DEV / "clients"
CLIENT_PINS = ROOT / "tests" / "clients" / "npm"
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

OLDEST_PYTHON = (3, 11)
# Free space a first set-up needs, in MB: what it leaves behind, and as much again to download and unpack.
RUN_ROOM_MB = 1000
DEV_ROOM_MB = 3000
# How long apt waits for another apt to finish, in seconds: an unattended upgrade takes a minute or two.
APT_LOCK_WAIT_S = 180
APT_INSTALL = ["apt-get", "install", "-y", "--no-install-recommends"]

# What Qt's core, xcb and wayland plugins of PySide6 6.11.3 link to (by ldd), and the Debian 12 / Ubuntu 24.04
# package that has it; a second name is that of the 64-bit time_t transition.
QT_LIBRARIES = {
    "libEGL.so.1": ["libegl1"],
    "libGL.so.1": ["libgl1"],
    "libX11-xcb.so.1": ["libx11-xcb1"],
    "libX11.so.6": ["libx11-6"],
    "libdbus-1.so.3": ["libdbus-1-3"],
    "libfontconfig.so.1": ["libfontconfig1"],
    "libfreetype.so.6": ["libfreetype6"],
    "libglib-2.0.so.0": ["libglib2.0-0", "libglib2.0-0t64"],
    "libwayland-client.so.0": ["libwayland-client0"],
    "libwayland-cursor.so.0": ["libwayland-cursor0"],
    "libwayland-egl.so.1": ["libwayland-egl1"],
    "libxcb-cursor.so.0": ["libxcb-cursor0"],
    "libxcb-glx.so.0": ["libxcb-glx0"],
    "libxcb-icccm.so.4": ["libxcb-icccm4"],
    "libxcb-image.so.0": ["libxcb-image0"],
    "libxcb-keysyms.so.1": ["libxcb-keysyms1"],
    "libxcb-randr.so.0": ["libxcb-randr0"],
    "libxcb-render-util.so.0": ["libxcb-render-util0"],
    "libxcb-render.so.0": ["libxcb-render0"],
    "libxcb-shape.so.0": ["libxcb-shape0"],
    "libxcb-shm.so.0": ["libxcb-shm0"],
    "libxcb-sync.so.1": ["libxcb-sync1"],
    "libxcb-util.so.1": ["libxcb-util1"],
    "libxcb-xfixes.so.0": ["libxcb-xfixes0"],
    "libxcb-xkb.so.1": ["libxcb-xkb1"],
    "libxcb.so.1": ["libxcb1"],
    "libxkbcommon-x11.so.0": ["libxkbcommon-x11-0"],
    "libxkbcommon.so.0": ["libxkbcommon0"],
}
TEST_PROGRAMS = {
    "Xvfb": ["xvfb"],
    "curl": ["curl"],
    "dbus-daemon": ["dbus"],
    "gnome-keyring-daemon": ["gnome-keyring"],
    "import": ["imagemagick"],  # pictures of the screen
    "npm": ["npm"],
    "openbox": ["openbox"],
    "strace": ["strace"],
    "trayer": ["trayer"],
    "xdotool": ["xdotool"],
}
# Fonts that the tests of the windows measure and draw with, Latin and Chinese; a desktop has some, a server none.
TEST_FONTS = {
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": ["fonts-dejavu-core"],
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc": ["fonts-wqy-microhei"],
}

# What pip, npm and apt print when they cannot reach their registry.
NETWORK_SIGNS = (
    "NewConnectionError", "NameResolutionError", "Max retries exceeded", "ConnectTimeout", "ReadTimeout",
    "Temporary failure", "Network is unreachable", "Connection refused", "ProxyError", "SSLError",
    "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "Could not resolve",
)  # fmt: skip


class SetupError(Exception):
    """What stopped the set-up: one sentence, and one that says what to do."""


def main(arguments: list[str]) -> int:
    command, *rest = arguments or [""]
    if command not in ("run", "test", "setup") or (command == "setup" and rest not in ([], ["--dev"])):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        set_up(dev=command == "test" or (command == "setup" and rest == ["--dev"]), anew=command == "setup")
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(explain(str(error), "The set-up could not go on"))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The same command goes on from here.")
        return 130
    if command == "run":
        start("turnout", *rest)
    if command == "test":
        os.chdir(ROOT)
        start("pytest", *rest) if rest else start("poe", "check")
    return 0


def start(program: str, *arguments: str) -> NoReturn:
    """Become a program of `.venv`, with the others of `.venv` on its path."""
    scripts = VENV / "bin"
    os.environ["PATH"] = os.pathsep.join([str(scripts), os.environ.get("PATH", os.defpath)])
    os.execv(scripts / program, [program, *arguments])


def set_up(dev: bool, anew: bool = False) -> None:
    """Bring `.venv` (and, for a developer, the clients and the system programs) to what the locks say.

    Where the stamps are right nothing is looked at; with `anew` the system's packages are, all the same.
    """
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            f"Turnout needs Python {dotted(OLDEST_PYTHON)} or newer; this is {dotted(sys.version_info[:2])}. "
            "Fix: call this file with a newer one, such as `python3.12 bootstrap.py …`."
        )
    stamp = VENV / (".turnout-dev-stamp" if dev else ".turnout-run-stamp")
    clients_stamp = CLIENTS / ".turnout-stamp"
    wanted = fingerprint(dev)
    clients_are_there = not dev or is_stamped(clients_stamp, client_fingerprint())
    if is_stamped(stamp, wanted) and clients_are_there and not anew:
        return
    DEV.mkdir(exist_ok=True)
    with (DEV / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second call at the same time waits, and then finds all done
        install_system_packages(dev)
        if not is_stamped(stamp, wanted):
            install_python_packages(dev)
            stamp.write_text(wanted)
            if dev:
                (VENV / ".turnout-run-stamp").write_text(fingerprint(dev=False))
        if dev and not is_stamped(clients_stamp, client_fingerprint()):
            install_clients(clients_stamp)


def fingerprint(dev: bool) -> str:
    """What `.venv` depends on: Python, the place of the clone, the locks, the project's own data."""
    files = [ROOT / "pyproject.toml", RUN_LOCK, *([DEV_LOCK] if dev else [])]
    return digest([sys.version.encode(), os.fsencode(ROOT), *(file.read_bytes() for file in files)])


def client_fingerprint() -> str:
    """What the installed clients depend on."""
    return digest([(CLIENT_PINS / "package-lock.json").read_bytes()])


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def digest(parts: list[bytes]) -> str:
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def install_system_packages(dev: bool) -> None:
    """Install by apt what Qt and the tests need; where that is not allowed, name the command and go on.

    Nothing here is fatal: `turnout serve` needs no Qt, and a test whose program is missing says so.
    """
    missing = [names for library, names in QT_LIBRARIES.items() if not can_load(library)]
    if dev:
        missing += [names for program, names in TEST_PROGRAMS.items() if not shutil.which(program)]
        missing += [names for font, names in TEST_FONTS.items() if not Path(font).is_file()]
    venv = [] if can_make_venv() else [[f"python{dotted(sys.version_info[:2])}-venv", "python3-venv"]]
    if not missing and not venv:
        return
    rights = administrator_prefix()
    if rights is None or not shutil.which("apt-get"):
        if missing:
            uses = "Qt's libraries for the tray" + (" and programs for the tests" if dev else "")
            packages = " ".join(known_packages(missing))
            say(f"System packages are missing, {uses}. Fix: sudo {' '.join(APT_INSTALL)} {packages}")
        return
    unattended = ["env", "DEBIAN_FRONTEND=noninteractive"]
    wait = ["-o", f"DPkg::Lock::Timeout={APT_LOCK_WAIT_S}"]
    try:
        call([*rights, *unattended, "apt-get", "update", *wait], "apt could not read its package lists")
        names = known_packages(missing + venv)
        say(f"Installing system packages: {' '.join(names)}")
        call([*rights, *unattended, *APT_INSTALL, *wait, *names], "apt could not install system packages")
    except SetupError as error:
        say(f"{error} Going on without them.")


def administrator_prefix() -> list[str] | None:
    """The words before a command that make it run as root without asking anyone, or None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def known_packages(missing: list[list[str]]) -> list[str]:
    """Of each package's names the one that this release has; where apt knows neither, the first."""

    def is_known(name: str) -> bool:
        return bool(shutil.which("apt-cache")) and succeeds(["apt-cache", "show", name])

    chosen = [names[0] if len(names) == 1 else next(filter(is_known, names), names[0]) for names in missing]
    return sorted(set(chosen))


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def can_make_venv() -> bool:
    """Whether venv will work: Debian keeps ensurepip in a package of its own."""
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


def install_python_packages(dev: bool) -> None:
    """Fill `.venv` from the lock file, by hash, and put the project itself on its path."""
    need_room(DEV_ROOM_MB if dev else RUN_ROOM_MB)
    if not is_venv_usable():
        importlib.invalidate_caches()
        if not can_make_venv():
            raise SetupError(
                "This Python cannot make virtual environments. "
                "Fix: sudo apt install python3-venv, then the same command again."
            )
        say(f"Making .venv with Python {dotted(sys.version_info[:3])}")
        make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        call(make, "The virtual environment could not be made")
    say("Installing Python packages (once; about 120 MB to download)")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = DEV_LOCK if dev else RUN_LOCK
    failure = "The Python packages could not be installed"
    call([*pip, "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], failure)
    call([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], failure)


def is_venv_usable() -> bool:
    """Whether `.venv` is of this Python and was made at this place: its scripts hold absolute paths."""
    config, pip = VENV / "pyvenv.cfg", VENV / "bin" / "pip"
    if not config.is_file() or not pip.is_file() or not succeeds([str(VENV / "bin" / "python"), "-c", ""]):
        return False
    settings = dict(line.split(" = ", 1) for line in config.read_text().splitlines() if " = " in line)
    same_place = str(VENV) in pip.read_text().split("import", 1)[0]
    return same_place and settings.get("version", "").startswith(dotted(sys.version_info[:2]) + ".")


def install_clients(stamp: Path) -> None:
    """Install the pinned Codex and Claude Code by npm; nothing is fatal: without them their tests say so."""
    if os.environ.get("TURNOUT_CLIENTS"):
        return  # the caller has them elsewhere
    if not shutil.which("npm"):
        say("npm is missing, so the tests with the real clients cannot run. Fix: sudo apt-get install -y npm")
        return
    say("Installing the clients for the tests by npm (once; about 400 MB to download)")
    CLIENTS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(CLIENT_PINS / name, CLIENTS / name)
    # The native binaries come as packages of their own and need no install script.
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(CLIENTS)]
    try:
        call(npm, "The clients could not be installed")
    except SetupError as error:
        say(str(error))
        return
    stamp.write_text(client_fingerprint())


def need_room(megabytes: int) -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < megabytes:
        raise SetupError(
            f"The disk has {free} MB free and the set-up needs {megabytes} MB. "
            f"Fix: make room at {ROOT}, then the same command again."
        )


def call(command: list[str], failure: str) -> None:
    """Run a command quietly; SetupError with the cause where it fails, the whole output in a log file."""
    # These three would send pip's packages out of the virtual environment.
    environment = {k: v for k, v in os.environ.items() if k not in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX")}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
        text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SetupError(explain(done.stdout, failure))


def succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except OSError:
        return False
    return done.returncode == 0


def explain(output: str, failure: str) -> str:
    """The cause of a failed command as one sentence, and its fix as another."""
    if "No space left on device" in output or "ENOSPC" in output:
        return f"{failure}: the disk is full. Fix: make room at {ROOT} and in the temporary folder."
    if any(sign in output for sign in NETWORK_SIGNS):
        return (
            f"{failure}: the package server cannot be reached. Fix: check the network, or name a mirror "
            "(PIP_INDEX_URL for Python packages, npm_config_registry for npm), then the same command again."
        )
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return f"{failure}: a package is not the pinned one, its hash differs. Fix: use another mirror."
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    cause = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1])
    log = DEV / "setup.log"
    try:
        log.write_text(output)
    except OSError:
        return f"{failure}: {cause}"
    return f"{failure}: {cause} (the whole output: {log})."


def say(text: str) -> None:
    """Progress goes to stderr: stdout belongs to the command that is started."""
    print(f"bootstrap: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
