"""The words of `turnout profile`."""

import argparse

from app.cli.grammar.command import Commands, add_command, add_group


def declare(commands: Commands) -> None:
    profile = add_group(commands, "profile", "provider accounts")
    add = add_command(
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
    add_command(profile, "list", "profile:list_all", "list the profiles")
    add_command(profile, "show", "profile:show", "show one profile").add_argument("id", metavar="ID")
    edit = add_command(
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
        type=_pair,
        metavar="CAPABILITY=POLICY",
        action="append",
        default=[],
        help="what to do where a request needs what the provider lacks: drop, convert, fallback or refuse;\n"
        "model_mismatch=warn|error; an empty one is Turnout's own; may be repeated",
    )
    edit.add_argument(
        "--confirm-key", action="store_true", help="the profile's key is for the new address as well"
    )
    confirm = add_command(
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
    add_command(profile, "remove", "profile:remove", "remove a profile and its key").add_argument(
        "id", metavar="ID"
    )
    mends = add_command(
        profile,
        "mends",
        "profile:mends",
        "what the running service had to change before the provider took it",
    )
    mends.add_argument("id", metavar="ID")
    mends.add_argument("--keep", action="store_true", help="write it into the profile")


def _profile_options(command: argparse.ArgumentParser, base_url: str) -> None:
    command.add_argument("--base-url", metavar="URL", help=base_url)
    command.add_argument(
        "--wire", choices=("responses", "messages", "chat"), help="the protocol that the base URL speaks"
    )
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
        type=_pair,
        metavar="K=V",
        action="append",
        default=[],
        help="sent with every request; may be repeated; no keys here",
    )
    key = command.add_mutually_exclusive_group()
    key.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    key.add_argument("--key-env", metavar="VAR", help="the service reads the key from this variable")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError("write it as NAME=VALUE")
    return name.strip(), value.strip()
