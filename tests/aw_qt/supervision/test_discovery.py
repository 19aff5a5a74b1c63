"""Which programs are modules."""

import os
from pathlib import Path

import pytest

from aw_qt.supervision import discovery
from aw_qt.supervision.discovery import Places, discover, sort_for_start


def program(folder: Path, name: str, mode: int = 0o755) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(mode)
    return file


def test_bundled_programs_come_before_those_on_path(tmp_path):
    bundled = program(tmp_path / "bundle", "aw-server")
    program(tmp_path / "bin", "aw-server")
    extra = program(tmp_path / "bin", "aw-notify")
    found = discover(Places((tmp_path / "bundle",), (tmp_path / "bin",), packages=False))
    assert found["aw-server"].command == (str(bundled),)
    assert (found["aw-server"].location, found["aw-server"].own) == ("bundled", True)
    assert found["aw-notify"].command == (str(extra),)
    assert (found["aw-notify"].location, found["aw-notify"].own) == ("system", False)


def test_a_published_server_on_path_is_not_taken_for_ours(tmp_path):
    program(tmp_path / "bin", "aw-server")
    assert not discover(Places((), (tmp_path / "bin",), packages=False))["aw-server"].own


def test_the_first_folder_of_path_wins(tmp_path):
    first = program(tmp_path / "one", "aw-notify")
    program(tmp_path / "two", "aw-notify")
    found = discover(Places((), (tmp_path / "one", tmp_path / "two"), packages=False))
    assert found["aw-notify"].command == (str(first),)


def test_modules_in_folders_of_their_own_are_found_in_the_bundle_only(tmp_path):
    inside = program(tmp_path / "bundle/aw-watcher-input", "aw-watcher-input")
    program(tmp_path / "bin/aw-deep", "aw-deep")
    found = discover(Places((tmp_path / "bundle",), (tmp_path / "bin",), packages=False))
    assert found["aw-watcher-input"].command == (str(inside),)
    assert "aw-deep" not in found


def test_a_folder_that_contains_itself_ends_the_search(tmp_path):
    program(tmp_path / "bundle/aw-loop", "aw-x")
    (tmp_path / "bundle/aw-loop/aw-loop").symlink_to(tmp_path / "bundle/aw-loop")
    assert "aw-x" in discover(Places((tmp_path / "bundle",), (), packages=False))


@pytest.mark.parametrize(
    "name", ["aw-cli", "aw-client", "aw-qt", "aw-qt.desktop", "aw-qt.spec", "aw-server.service", "other"]
)
def test_names_that_are_no_modules(tmp_path, name):
    program(tmp_path, name)
    assert discover(Places((tmp_path,), (tmp_path,), packages=False)) == {}


def test_a_file_that_cannot_be_run_is_no_module(tmp_path):
    program(tmp_path, "aw-notes", mode=0o644)
    assert discover(Places((), (tmp_path,), packages=False)) == {}


def test_an_unreadable_or_missing_folder_costs_nothing(tmp_path):
    program(tmp_path / "good", "aw-notify")
    closed = tmp_path / "closed"
    closed.write_text("a file where a folder should be")
    found = discover(Places((), (tmp_path / "missing", closed, tmp_path / "good"), packages=False))
    assert list(found) == ["aw-notify"]


def test_without_scripts_our_own_modules_run_as_packages():
    command = discover(Places((), (), packages=True))["aw-server"].command
    assert command[1:] == ("-P", "-m", "aw_server")


def test_the_checkout_is_known_as_a_root_of_packages():
    roots = discovery.package_roots()
    assert all((root / "aw_qt").is_dir() or (root / "aw_core").is_dir() for root in roots)
    assert roots


def test_usual_places_follow_path():
    places = discovery.usual_places({"PATH": os.pathsep.join(["/one", "", "/two"])})
    assert places.system[:2] == (Path("/one"), Path("/two"))


def test_the_server_comes_first_then_our_watchers_then_the_rest():
    names = ["aw-zebra", "aw-watcher-window", "aw-alpha", "aw-server", "aw-watcher-afk"]
    assert sort_for_start(names) == [
        "aw-server",
        "aw-watcher-afk",
        "aw-watcher-window",
        "aw-alpha",
        "aw-zebra",
    ]
