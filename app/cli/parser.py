"""The command line's grammar, as the contract has it; imports nothing that a `--help` would not need."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from app.errors import UsageError
from app.version import VERSION

CLIENTS = ("codex", "claude-code", "other", "all")
NO_LIMIT = "none"
_WIRES = ("responses", "messages", "chat")
_FIRST_STEPS = """\
first steps:
  turnout demo                                    look around offline, without a key
  turnout serve                                   run the proxy; the rest goes into another terminal
  turnout preset list                             find your provider
  turnout profile add ID --preset P --key-stdin   make a profile of it
  turnout use ID                                  let it serve Codex and Claude Code
  turnout log --follow                            watch the requests
"""


class _Parser(argparse.ArgumentParser):
    """Raises `UsageError` instead of leaving; takes no abbreviated options: a later option could steal them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **options}
        )

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See: {self.prog} --help")


Commands = argparse._SubParsersAction  # noqa: SLF001  # has no public name


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Parse a command line. Raises `UsageError`; `--help` and `--version` leave by `SystemExit`."""
    parser = build_parser(words[0] if words else None)
    parsed, left_over = parser.parse_known_args(words)
    if left_over:
        raise UsageError(f"Not understood here: {' '.join(left_over)}.", "See: turnout COMMAND --help")
    return parsed


def build_parser(first: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; the `run` of the parsed arguments names the function that carries a command out.

    `first`: the first word of the command line, if it is known. Other commands are then left out, because to
    build them all takes a tenth of the start of the service.
    """
    parser = _Parser(
        prog="turnout",
        description="Run Codex and Claude Code on any model provider, and see every request live.\n"
        "Without a command: the tray app; where there is no display, as `turnout serve`.",
        epilog=_FIRST_STEPS,
    )
    parser.add_argument("--version", action="version", version=f"turnout {VERSION}")
    parser.add_argument("--hidden", action="store_true", help="start the tray app without its window")
    parser.set_defaults(run="start:start_app", json=False, port=None, port_file=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    wanted = [add for names, add in _COMMANDS.items() if first in names]
    for add in wanted or _COMMANDS.values():
        add(commands)
    return parser


def _add_service(commands: "Commands[Any]") -> None:
    serve = _command(
        commands,
        "serve",
        "serve:serve",
        "run the proxy in the foreground",
        "Run the proxy until Ctrl-C. Clients that were connected before are connected again; at the end\n"
        "they get their files back.",
        json=False,
    )
    serve.add_argument(
        "--port", type=_port, metavar="N", help="0 = any free one (default: the setting `port`)"
    )
    serve.add_argument("--port-file", metavar="F", help="write the port here once requests are accepted")
    _command(commands, "status", "status:show", "what runs, and where each client goes")
    demo = _command(
        commands,
        "demo",
        "demo:demo",
        "try it offline: no key, no network, your own files untouched",
        "Serve a scripted provider through the real translation, in a home that is removed at the end,\n"
        "and print the commands to try with codex, claude and curl.",
        json=False,
    )
    demo.add_argument("--port", type=_port, default=0, metavar="N", help="default: any free one")


def _add_profile(commands: "Commands[Any]") -> None:
    profile = _group(commands, "profile", "provider accounts")
    add = _command(
        profile,
        "add",
        "profile:add",
        "make a profile",
        "Make a profile of a preset, or of a base URL and the protocol it speaks. No key is ever an\n"
        "argument: pipe it in with --key-stdin (it goes to the keyring), or name a variable with --key-env.",
    )
    add.add_argument("id", metavar="ID", help="a name of yours: lower-case letters, digits, . _ -")
    add.add_argument("--preset", metavar="P", help="a built-in template: turnout preset list")
    _profile_options(add, "with --preset: instead of the preset's")
    _command(profile, "list", "profile:list_all", "list the profiles")
    _command(profile, "show", "profile:show", "show one profile").add_argument("id", metavar="ID")
    edit = _command(
        profile,
        "edit",
        "profile:edit",
        "change a profile",
        "Change what is given; everything else stays. An empty model or header value takes it away.",
    )
    edit.add_argument("id", metavar="ID")
    _profile_options(edit, "move the profile to this address")
    edit.add_argument(
        "--policy",
        type=_header,
        metavar="CAPABILITY=POLICY",
        action="append",
        default=[],
        help="what to do where a request needs what the provider lacks: drop, convert, fallback or refuse;\n"
        "model_mismatch=warn|error; an empty one is Turnout's own; may be repeated",
    )
    edit.add_argument(
        "--confirm-key", action="store_true", help="the profile's key is for the new address as well"
    )
    confirm = _command(
        profile,
        "confirm-key",
        "profile:confirm_key",
        "let a profile's key go to its new address",
        "A key goes only to the addresses that its profile had when it was given. After a change of the base URL\n"
        "it waits for this, or for the key to be given again.",
    )
    confirm.add_argument("id", metavar="ID")
    confirm.add_argument(
        "--origin", action="append", metavar="O", help="this one only, such as https://api.example.com"
    )
    _command(profile, "remove", "profile:remove", "remove a profile and its key").add_argument(
        "id", metavar="ID"
    )
    mends = _command(
        profile,
        "mends",
        "profile:mends",
        "what the running service had to change before the provider took it",
    )
    mends.add_argument("id", metavar="ID")
    mends.add_argument("--keep", action="store_true", help="write it into the profile")
    preset = _group(commands, "preset", "the built-in provider templates")
    listing = _command(preset, "list", "preset:list_all", "list the presets")
    listing.add_argument(
        "search", nargs="?", default="", metavar="TEXT", help="only those that match this text"
    )


def _profile_options(command: argparse.ArgumentParser, base_url: str) -> None:
    command.add_argument("--base-url", metavar="URL", help=base_url)
    command.add_argument("--wire", choices=_WIRES, help="the protocol that the base URL speaks")
    command.add_argument("--model", metavar="M", help="the model for everything that is not mapped")
    command.add_argument("--small-model", metavar="M", help="the model for the clients' small side jobs")
    command.add_argument("--name", metavar="N", help="what people see")
    command.add_argument(
        "--private-network",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="the provider is in your own network: its address may be a private one",
    )
    command.add_argument(
        "--proxy",
        metavar="P",
        help="how its requests leave: direct, environment (default), or http|https|socks5|socks5h://HOST:PORT",
    )
    command.add_argument(
        "--header",
        type=_header,
        metavar="K=V",
        action="append",
        default=[],
        help="sent with every request; may be repeated; no keys here",
    )
    key = command.add_mutually_exclusive_group()
    key.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    key.add_argument("--key-env", metavar="VAR", help="the service reads the key from this variable")


def _add_key(commands: "Commands[Any]") -> None:
    key = _group(commands, "key", "providers' keys, in the system keyring")
    storage = _command(
        key,
        "storage",
        "key:storage",
        "show where keys are kept, or move them",
        "Without a place: show where keys are. keyring: the system's own (the default). file: secrets.toml, which\n"
        "every program that runs as you can read, for machines without a keyring.",
    )
    storage.add_argument("place", nargs="?", choices=("keyring", "file"), help="move all keys there")
    for name, function, help_text in (
        ("set", "put", "store a profile's key, read from standard input"),
        ("delete", "delete", "delete a profile's key"),
        ("get", "get", "print a profile's key, for a client's own key command"),
    ):
        command = _command(key, name, f"key:{function}", help_text)
        command.add_argument("id", metavar="ID")
        if name == "get":
            # The client that calls this has an environment of its own.
            command.add_argument("--home", metavar="DIR", help="instead of TURNOUT_HOME")


def _add_switching(commands: "Commands[Any]") -> None:
    use = _command(
        commands,
        "use",
        "switch:use",
        "switch clients to a profile",
        "Let a profile serve the clients, and connect them where they are not yet. Running sessions go on at\n"
        "the new provider with their next request.",
    )
    use.add_argument("id", metavar="ID", help="the profile")
    use.add_argument(
        "--mode",
        choices=("proxy", "direct"),
        default="proxy",
        help="direct: without Turnout in between, where the provider speaks the client's own protocol",
    )
    _switching_options(use)
    connect = _command(
        commands, "connect", "switch:connect", "write Turnout's entries into the clients' files"
    )
    _switching_options(connect)
    restore = _command(
        commands,
        "restore",
        "switch:restore",
        "take Turnout's entries out of the clients' files",
        "Works also when Turnout is not running or was killed. A file that nobody else has edited gets its\n"
        "original bytes back.",
    )
    _switching_options(restore)
    restore.add_argument(
        "--until-start",
        action="store_true",
        help="only while no Turnout runs: its next start connects them again",
    )

    undo = _command(
        commands,
        "undo",
        "switch:undo",
        "undo the last use, connect or restore",
        "The clients' files and routes become what they were before it, but for what others have edited since.\n"
        "Again: the one before that.",
    )
    undo.add_argument("--dry-run", action="store_true", help="only print what would change in the files")


def _switching_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--client", choices=CLIENTS, default="all", help="default: all")
    command.add_argument("--dry-run", action="store_true", help="only print what would change in the files")


def _add_fallback(commands: "Commands[Any]") -> None:
    fallback = _group(commands, "fallback", "the profiles that are asked where one fails")
    _command(fallback, "list", "fallback:list_all", "list each client's fallbacks, and what fails at present")
    put = _command(
        fallback,
        "set",
        "fallback:put",
        "set the fallbacks",
        "Where the profile that serves a client fails before it has said anything, these are asked in turn. A\n"
        "conversation stays with the profile that answered it until that fails, or until `turnout use`.",
    )
    put.add_argument("ids", nargs="+", metavar="ID", help="profiles, in the order in which they are asked")
    clear = _command(
        fallback, "clear", "fallback:clear", "have no fallbacks: what fails is said to the client"
    )
    for command in (put, clear):
        command.add_argument("--client", choices=CLIENTS, default="all", help="default: all")
    reset = _command(
        fallback,
        "reset",
        "fallback:reset",
        "forget that a provider kept failing",
        "A provider that failed several times in a row is gone around for a while; this ends that at once.",
    )
    reset.add_argument("breaker", nargs="?", metavar="PROFILE:WIRE", help="as in the list (default: all)")


def _add_access(commands: "Commands[Any]") -> None:
    access = _group(commands, "access", "the keys by which clients reach Turnout")
    _command(access, "list", "access:list_all", "list the access keys by name, with their limits")
    _command(access, "show", "access:show", "print an access key").add_argument("name", metavar="NAME")
    add = _command(access, "add", "access:add", "make an access key, with limits if you like")
    add.add_argument("name", metavar="NAME", help="a name of yours: lower-case letters, digits, . _ -")
    _limit_options(add)
    edit = _command(
        access,
        "edit",
        "access:edit",
        "change an access key's limits",
        "Set what is given; everything else stays. `none` takes a limit away. It counts from the next request on.",
    )
    edit.add_argument("name", metavar="NAME")
    _limit_options(edit)
    edit.add_argument("--reset-usage", action="store_true", help="count tokens and requests anew, from zero")
    rotate = _command(
        access,
        "rotate",
        "access:rotate",
        "replace an access key",
        "Make a new value. Connected clients' files get it in the same step; the old one goes on for a while, for\n"
        "whoever still has it.",
    )
    rotate.add_argument("name", metavar="NAME")
    rotate.add_argument(
        "--grace-minutes",
        type=_minutes,
        metavar="N",
        help="how long the old one goes on (default: 10; 0: not at all)",
    )
    _command(access, "remove", "access:remove", "remove an access key").add_argument("name", metavar="NAME")


def _limit_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--client", choices=CLIENTS[:-1], help="whose key it is (default: other)")
    state = command.add_mutually_exclusive_group()
    state.add_argument(
        "--enabled", action="store_true", default=None, help="accept it (as it is from the start)"
    )
    state.add_argument("--disabled", dest="enabled", action="store_false", default=None, help="refuse it")
    command.add_argument("--expires", metavar="ISO8601", help="2026-12-31 (that day is its last), or a time")
    command.add_argument(
        "--models", metavar="a,b", help="only these models: names, `*` in them, `model@profile`, `*@profile`"
    )
    command.add_argument(
        "--deny-models", metavar="c", help="never these models; counts for more than --models"
    )
    for name, what in (
        ("--rpm", "requests per minute"),
        ("--rpd", "requests per day"),
        ("--concurrency", "requests at a time"),
        ("--quota-tokens", "tokens in all, input and output"),
        ("--max-tokens", "output tokens that a request may ask for"),
    ):
        command.add_argument(name, type=_limit, metavar="N", help=f"at most so many {what}")


def _add_log(commands: "Commands[Any]") -> None:
    log = _command(
        commands,
        "log",
        "log:show_log",
        "the requests that the running service has seen",
        "List requests, the newest last. A filter is words and FIELD=VALUE terms, all of which must match:\n"
        "  turnout log --filter 'client=codex state=failed'\n"
        "  turnout log --filter 'model=deepseek* status!=200 quota'",
    )
    log.add_argument("--follow", action="store_true", help="go on with what comes, a line each as it ends")
    log.add_argument("--filter", metavar="EXPR", default="", help="only those that match")
    log.add_argument("--limit", type=_count, metavar="N", default=50, help="the newest N (default: 50)")
    what = log.add_subparsers(metavar="COMMAND")
    _command(what, "show", "log:show_exchange", "one request with its four bodies").add_argument(
        "exchange", metavar="EXCHANGE", help="the id in the list"
    )

    export = _command(
        commands,
        "export",
        "export:export",
        "write requests to a file, as an HTTP archive or as JSON lines",
        "Write the requests that are kept, with their bodies, to a file of your own. Keys are masked.",
    )
    export.add_argument("--out", metavar="F", required=True, help="the file")
    export.add_argument("--format", choices=("har", "jsonl"), default="har", help="default: har")
    export.add_argument("--filter", metavar="EXPR", default="", help="only those that match")
    export.add_argument(
        "--limit", type=_count, metavar="N", default=1_000, help="the newest N (default: 1000)"
    )


def _add_settings(commands: "Commands[Any]") -> None:
    config = _group(commands, "config", "settings")
    get = _command(config, "get", "config:get", "show a setting, or all of them")
    get.add_argument("name", nargs="?", metavar="NAME")
    put = _command(config, "set", "config:put", "change a setting")
    put.add_argument("name", metavar="NAME", help="turnout config get lists them")
    put.add_argument("value", metavar="VALUE", help="times in milliseconds, sizes in bytes")
    doctor = _command(
        commands,
        "doctor",
        "doctor:examine",
        "find what could stop Turnout from working",
        "Print what could stop Turnout from working, each with its cause and fix. Exit status 1 where\n"
        "something is severe.",
    )
    doctor.add_argument("--fix", action="store_true", help="mend what is safe to mend")


def _add_check(commands: "Commands[Any]") -> None:
    check = _command(
        commands,
        "check",
        "check:check",
        "find out what a provider really does for Codex and Claude Code",
        "Ask the provider itself and, through Turnout, as each client would: text, streams, tools, a small\n"
        "repository task, reasoning, images, the prompt cache and more. It costs some tokens, which are said\n"
        "before it starts; Ctrl-C ends it.",
    )
    check.add_argument("id", nargs="?", metavar="ID", help="the profile")
    check.add_argument("--all", action="store_true", help="all profiles, with a matrix at the end")
    check.add_argument(
        "--client", choices=("codex", "claude-code", "all"), default="all", help="default: all"
    )
    check.add_argument("--quick", action="store_true", help="only what has to work at all; takes seconds")
    check.add_argument("--report", metavar="F", help="write a Markdown report, fit for an issue tracker")


def _add_import(commands: "Commands[Any]") -> None:
    take_over = _command(
        commands,
        "import",
        "take_over:take_over",
        "make profiles of the providers that another program knows",
        "Make profiles of the providers that another place knows: cc-switch (its database, or a link on\n"
        "standard input), Codex's config.toml, Claude Code's settings.json, or environment variables. Keys go to\n"
        "the keyring; what is read stays as it is, and no profile is ever replaced.",
    )
    take_over.add_argument("place", choices=("cc-switch", "env", "codex", "claude-code"))
    take_over.add_argument(
        "path", nargs="?", metavar="PATH", help="another file than the usual one; -: a link on stdin"
    )
    take_over.add_argument("--dry-run", action="store_true", help="only say what would be imported")


def _group(commands: "Commands[Any]", name: str, help_text: str) -> "Commands[Any]":
    group: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=_capital(help_text)
    )
    return group.add_subparsers(required=True, metavar="COMMAND")


def _command(
    commands: "Commands[Any]",
    name: str,
    run: str,
    help_text: str,
    description: str = "",
    *,
    json: bool = True,
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=description or _capital(help_text)
    )
    if json:
        # Without a default of its own: it may stand before or after a command within the command.
        command.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document"
        )
    command.set_defaults(run=run)
    return command


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError("a number from 0 on is needed")
    return int(text)


def _limit(text: str) -> int | str:
    """A number, or the word that takes the limit away."""
    return NO_LIMIT if text.strip().lower() in ("", NO_LIMIT) else _count(text)


def _minutes(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a number of minutes is needed") from None


def _header(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError("write it as NAME=VALUE")
    return name.strip(), value.strip()


_COMMANDS: Mapping[tuple[str, ...], Callable[["Commands[Any]"], None]] = {
    ("serve", "status", "demo"): _add_service,
    ("profile", "preset"): _add_profile,
    ("key",): _add_key,
    ("use", "connect", "restore", "undo"): _add_switching,
    ("access",): _add_access,
    ("fallback",): _add_fallback,
    ("log", "export"): _add_log,
    ("config", "doctor"): _add_settings,
    ("check",): _add_check,
    ("import",): _add_import,
}
