"""The command line's grammar, as the contract has it; imports nothing that a `--help` would not need."""

import argparse
from typing import TYPE_CHECKING

from app.version import VERSION

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # has no public name

CLIENTS = ("codex", "claude-code", "other", "all")
_WIRES = ("responses", "messages", "chat")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; the `run` of the parsed arguments names the function that carries a command out."""
    parser = argparse.ArgumentParser(
        prog="turnout",
        description="Run Codex and Claude Code on any model provider, and see every request live.",
    )
    parser.add_argument("--version", action="version", version=f"turnout {VERSION}")
    parser.set_defaults(run="serve:start_app", json=False, port=None, port_file=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_service(commands)
    _add_profile(commands)
    _add_key(commands)
    _add_switching(commands)
    _add_access(commands)
    _add_log(commands)
    _add_settings(commands)
    _add_later(commands)
    return parser


def _add_service(commands: "Commands") -> None:
    serve = commands.add_parser("serve", help="run the proxy in the foreground")
    serve.add_argument("--port", type=_port, help="0 = any free port (default: the setting `port`)")
    serve.add_argument("--port-file", metavar="F", help="write the port here once requests are accepted")
    serve.set_defaults(run="serve:serve")
    _command(commands, "status", "status:show", "what runs, and where each client goes")
    demo = commands.add_parser("demo", help="try it offline: no key, no network, your own files untouched")
    demo.add_argument("--port", type=_port, default=0, help="0 = any free port (default)")
    demo.set_defaults(run="demo:demo")


def _add_profile(commands: "Commands") -> None:
    profile = _group(commands, "profile", "provider accounts")
    add = _command(profile, "add", "profile:add", "make a profile")
    add.add_argument("id", metavar="ID")
    _profile_options(add)
    _command(profile, "list", "profile:list_all", "list them")
    _command(profile, "show", "profile:show", "show one").add_argument("id", metavar="ID")
    edit = _command(profile, "edit", "profile:edit", "change one")
    edit.add_argument("id", metavar="ID")
    _profile_options(edit)
    _command(profile, "remove", "profile:remove", "remove one, with its key").add_argument("id", metavar="ID")
    preset = _group(commands, "preset", "the built-in provider templates")
    listing = _command(preset, "list", "profile:list_presets", "list them")
    listing.add_argument("search", nargs="?", default="", help="only those that match this text")


def _profile_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--preset", metavar="P", help="a built-in template: turnout preset list")
    command.add_argument("--base-url", metavar="URL")
    command.add_argument("--wire", choices=_WIRES, help="the protocol that the base URL speaks")
    command.add_argument("--model", metavar="M", help="the model for everything that is not mapped")
    command.add_argument("--small-model", metavar="M", help="the model for the clients' small side jobs")
    command.add_argument("--name", metavar="N")
    command.add_argument(
        "--header", metavar="K=V", action="append", default=[], help="sent with every request; no keys here"
    )
    key = command.add_mutually_exclusive_group()
    key.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    key.add_argument("--key-env", metavar="VAR", help="the service reads the key from this variable")


def _add_key(commands: "Commands") -> None:
    key = _group(commands, "key", "providers' keys, in the system keyring")
    _command(key, "set", "key:put", "store a key, read from standard input").add_argument("id", metavar="ID")
    _command(key, "delete", "key:delete", "delete a key").add_argument("id", metavar="ID")
    _command(key, "get", "key:get", "print a key, for a client's own key command").add_argument(
        "id", metavar="ID"
    )


def _add_switching(commands: "Commands") -> None:
    use = _command(commands, "use", "switch:use", "switch clients to a profile")
    use.add_argument("id", metavar="ID")
    use.add_argument("--client", choices=CLIENTS, default="all")
    use.add_argument("--mode", choices=("proxy", "direct"), default="proxy")
    use.add_argument(
        "--dry-run", action="store_true", help="only print what would change in the clients' files"
    )
    for name, help_text in (
        ("connect", "write Turnout's entries"),
        ("restore", "take Turnout's entries back"),
    ):
        command = _command(commands, name, f"switch:{name}", f"{help_text} in the clients' config files")
        command.add_argument("--client", choices=CLIENTS, default="all")
        command.add_argument("--dry-run", action="store_true", help="only print what would change")


def _add_access(commands: "Commands") -> None:
    access = _group(commands, "access", "the keys by which clients reach Turnout")
    _command(access, "list", "access:list_all", "list them, without the keys")
    _command(access, "show", "access:show", "print a key").add_argument("name", metavar="NAME")
    _command(access, "rotate", "access:rotate", "replace a key").add_argument("name", metavar="NAME")
    for name in ("add", "edit", "remove"):
        _later(access, name, f"access {name}")


def _add_log(commands: "Commands") -> None:
    log = _command(commands, "log", "log:show_log", "the requests that the running service has seen")
    log.add_argument("--follow", action="store_true", help="go on with what comes, a line each")
    log.add_argument(
        "--filter", metavar="EXPR", default="", help="client=codex state=failed profile=… or text"
    )
    log.add_argument("--limit", type=int, metavar="N", default=50)
    what = log.add_subparsers(metavar="COMMAND")
    _command(what, "show", "log:show_exchange", "one request with its four bodies").add_argument(
        "exchange", metavar="EXCHANGE"
    )


def _add_settings(commands: "Commands") -> None:
    config = _group(commands, "config", "settings")
    _command(config, "get", "config:get", "show a setting, or all").add_argument("name", nargs="?")
    put = _command(config, "set", "config:put", "change a setting")
    put.add_argument("name")
    put.add_argument("value")
    _command(commands, "doctor", "doctor:examine", "find what could stop Turnout from working")


def _add_later(commands: "Commands") -> None:
    for name in ("check", "import", "undo", "export"):
        _later(commands, name, name)


def _later(commands: "Commands", name: str, said: str) -> None:
    """Add a command of the contract that is not built yet: any arguments, one clear answer."""
    command = _command(commands, name, "later:refuse", "(not built yet)")
    command.set_defaults(said=said)
    command.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)


def _group(commands: "Commands", name: str, help_text: str) -> "Commands":
    return commands.add_parser(name, help=help_text).add_subparsers(required=True, metavar="COMMAND")


def _command(commands: "Commands", name: str, run: str, help_text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text)
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(run=run)
    return command


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port
