"""`turnout config`: settings."""

from argparse import Namespace

from app import discovery
from app.cli.output import say, say_json, warn
from app.context import Context
from app.key_storage import move_keys
from app.switching import refresh
from profiles.settings import IN_CLIENTS_FILES, NAMES, Value, check


def get(arguments: Namespace) -> int:
    """Show one setting, or all."""
    settings = Context.from_environment().settings
    names = [arguments.name] if arguments.name else list(NAMES)
    values = {name: settings.get(name) for name in names}
    if arguments.json:
        say_json(values)
    elif arguments.name:
        say(_shown(values[arguments.name]))
    else:
        for name, value in values.items():
            say(f"{name} = {_shown(value)}")
    return 0


def put(arguments: Namespace) -> int:
    """Change one setting; a running service takes it over at once, all but the port."""
    context = Context.from_environment()
    warnings: list[str] = []
    if arguments.name == "key_storage":
        value = check(arguments.name, arguments.value)
        warnings += move_keys(context, "file" if value == "file" else "keyring").warnings
    else:
        value = context.settings.set(arguments.name, arguments.value)
    if arguments.name in IN_CLIENTS_FILES:
        warnings += refresh(context)
        running = discovery.find(context.paths)
        if arguments.name == "port" and running is not None and running.port != value:
            warnings.append(f"Turnout goes on at port {running.port} until it is started again.")
    else:
        context.tell_service()
    for warning in warnings:
        warn(warning)
    if arguments.json:
        say_json({arguments.name: value})
    else:
        say(f"{arguments.name} = {_shown(value)}")
    return 0


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
