"""Opening things with the desktop's program."""

import os

import pytest

from aw_qt.desktop import Opener
from tests.support.wait import wait_until


@pytest.fixture
def opener(tmp_path, monkeypatch):
    """An Opener whose xdg-open writes down what it is given; and the list of failures."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "xdg-open"
    script.write_text(f'#!/bin/sh\n[ "$1" = bad ] && exit 4\necho "$1 $LD_LIBRARY_PATH" >> {tmp_path}/opened\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    failures = []
    return Opener({"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": "clean"}, failures.append), failures, tmp_path


def test_a_target_is_opened_in_the_clean_environment(opener):
    opener, failures, folder = opener
    opener.open("http://127.0.0.1:5600/")
    wait_until(lambda: (folder / "opened").exists() and (folder / "opened").read_text(), 5, "the target")
    assert (folder / "opened").read_text() == "http://127.0.0.1:5600/ clean\n"
    assert failures == []


def test_a_failure_names_the_target(opener):
    opener, failures, _ = opener
    opener.open("bad")
    wait_until(lambda: failures, 5, "the failure")
    assert "bad" in failures[0].message and "4" in failures[0].message


def test_a_desktop_without_an_opener(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    failures = []
    Opener({"PATH": str(tmp_path)}, failures.append).open("http://127.0.0.1:5600/")
    assert "http://127.0.0.1:5600/" in failures[0].message
