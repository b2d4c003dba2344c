"""The words of `turnout doctor`."""

from app.cli.grammar.command import Commands, add_command


def declare(commands: Commands) -> None:
    doctor = add_command(
        commands,
        "doctor",
        "doctor:examine",
        "find what could stop Turnout from working",
        "Print what could stop Turnout from working, each with its cause and fix. Exit status 1 where\n"
        "something is severe.",
    )
    doctor.add_argument("--fix", action="store_true", help="mend what is safe to mend")
