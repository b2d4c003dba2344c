"""The words of `turnout key`."""

from app.cli.grammar.command import Commands, add_command, add_group


def declare(commands: Commands) -> None:
    key = add_group(commands, "key", "providers' keys, in the system keyring")
    storage = add_command(
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
        command = add_command(key, name, f"key:{function}", help_text)
        command.add_argument("id", metavar="ID")
        if name == "get":
            # The client that calls this has an environment of its own.
            command.add_argument("--home", metavar="DIR", help="instead of TURNOUT_HOME")
