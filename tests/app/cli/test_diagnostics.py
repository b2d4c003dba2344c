"""`turnout diagnostics`: a list first, a file where it is asked for."""

import json
import zipfile
from pathlib import Path

from tests.app.conftest import Turnout


def test_it_lists_and_writes_nothing(turnout: Turnout, tmp_path: Path) -> None:
    ran = turnout("diagnostics")
    assert (ran.status, ran.err) == (0, "")
    assert "profiles.json" in ran.out
    assert "Keys, the values of headers" in ran.out
    assert "requests.json" not in ran.out
    listed = turnout("diagnostics", "--requests", "3", "--json").json
    assert listed["path"] is None
    assert [set(one) for one in listed["entries"]] == [{"name", "size", "holds", "left_out"}] * len(
        listed["entries"]
    )
    assert listed["entries"][-1]["name"] == "requests.json"
    assert not list(tmp_path.rglob("*.zip"))


def test_it_writes_what_it_lists(turnout: Turnout, tmp_path: Path) -> None:
    path = tmp_path / "d.zip"
    ran = turnout("diagnostics", "--out", str(path), "--json")
    assert (ran.status, ran.json["path"]) == (0, str(path))
    with zipfile.ZipFile(path) as packed:
        assert {one.filename: one.file_size for one in packed.infolist()} == {
            one["name"]: one["size"] for one in ran.json["entries"]
        }
        assert json.loads(packed.read("status.json"))["running"] is False
    assert turnout("diagnostics", "--out", str(path), "--json").error["code"] == "already_exists"
    ran = turnout("diagnostics", "--out", str(path), "--force")
    assert (ran.status, f"Wrote {path}." in ran.out) == (0, True)
    assert (
        turnout("diagnostics", "--out", str(tmp_path / "none" / "d.zip"), "--json").error["code"]
        == "cannot_write"
    )


def test_bodies_of_no_requests(turnout: Turnout) -> None:
    ran = turnout("diagnostics", "--bodies", "--json")
    assert (ran.status, ran.error["code"]) == (2, "usage")
