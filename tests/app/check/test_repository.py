"""The repository task: it can be done, and only by doing it."""

from app.check.repository import LEAST_STEPS, TOOLS, Repository
from tests.fakes.zoo_agent import REPO_STEPS


def test_the_agents_steps_mend_it() -> None:
    repository = Repository()
    for call in REPO_STEPS:
        assert "Error" not in repository.run(call.name, call.args)
    assert repository.mended and repository.passed
    assert len(repository.steps) == len(REPO_STEPS) >= LEAST_STEPS


def test_tests_say_what_fails_until_both_are_mended() -> None:
    repository = Repository()
    assert repository.run("run_tests", {"path": "."}).endswith("2 failed, 0 passed")
    repository.run("edit_file", {"path": "./shop/price.py", "old": "+ discount", "new": "- discount"})
    assert repository.run("run_tests", {}).endswith("1 failed, 1 passed")
    assert not repository.passed


def test_an_edit_after_the_tests_takes_their_pass_back() -> None:
    repository = Repository()
    for call in REPO_STEPS:
        repository.run(call.name, call.args)
    repository.run("edit_file", {"path": "shop/tax.py", "old": "RATE = 20", "new": "RATE = 21"})
    assert not repository.passed


def test_mistakes_are_told_to_the_model() -> None:
    repository = Repository()
    assert repository.run("fly", {}).startswith("Error: there is no tool")
    assert repository.run("read_file", {"file": "x"}).startswith("Error: read_file does not take")
    assert repository.run("read_file", {"path": "x"}).startswith("Error: there is no file")
    assert repository.run("edit_file", {"path": "x", "old": "a", "new": "b"}).startswith(
        "Error: there is no file"
    )
    assert "0 times" in repository.run("edit_file", {"path": "README.md", "old": "zzz", "new": ""})
    assert repository.run("search", {"text": "zzz"}) == "Nothing found."
    assert repository.run("list_files", {"folder": "shop"}) == "shop/price.py\nshop/tax.py"
    assert repository.run("list_files", {"folder": "nowhere"}) == "No files there."


def test_every_tool_has_a_schema_of_strings() -> None:
    for tool in TOOLS:
        schema = tool.schema()
        assert schema["required"] == list(tool.properties)
