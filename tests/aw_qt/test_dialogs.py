"""One window for all failures."""

import pytest
from PyQt5.QtGui import QGuiApplication, QIcon
from PyQt5.QtWidgets import QPushButton

from aw_qt.dialogs import FailureWindow
from aw_qt.snapshot import Failure, Snapshot

ONE = Failure("aw-watcher-afk", "was killed (SIGKILL)", ("first", "last"))
TWO = Failure("aw-server", "Port 5600 is already used by x (pid 1).")


class FakeManager:
    def __init__(self):
        self.calls = []

    def restart(self, name):
        self.calls.append(("restart", name))

    def set_wanted(self, name, wanted):
        self.calls.append(("wanted", name, wanted))


class FakeActions:
    def __init__(self):
        self.manager = FakeManager()
        self.outputs = []

    def open_output(self, failure):
        self.outputs.append(failure)


@pytest.fixture
def window(qapp):
    window = FailureWindow(FakeActions(), QIcon())
    yield window
    window.hide()
    window.deleteLater()


def show(window, *failures):
    window.update_from(Snapshot(5600, "0.14.0", 1, failures=failures))


def press(window, label):
    next(b for b in window.findChildren(QPushButton) if b.text().replace("&", "") == label).click()


def test_it_comes_up_with_reason_and_last_lines(window):
    show(window, ONE)
    assert window.isVisible()
    assert window._what.text() == "aw-watcher-afk was killed (SIGKILL)."
    assert window._lines.toPlainText() == "first\nlast"


def test_a_module_that_wrote_nothing(window):
    show(window, TWO)
    assert window._what.text() == "aw-server does not run. Port 5600 is already used by x (pid 1)."
    assert window._lines.toPlainText() == "(it wrote nothing)"


def test_several_failures_are_listed_and_the_new_one_is_chosen(window):
    show(window, ONE)
    show(window, TWO, ONE)
    assert [window._list.item(row).text() for row in range(2)] == ["aw-server", "aw-watcher-afk"]
    assert window._list.currentItem().text() == "aw-server"
    window._list.setCurrentRow(1)
    assert window._what.text().startswith("aw-watcher-afk")


def test_the_buttons_act_on_the_chosen_failure(window):
    show(window, TWO, ONE)
    window._list.setCurrentRow(1)
    for label in ("Restart", "Disable", "Open log", "Copy"):
        press(window, label)
    assert window._actions.manager.calls == [("restart", "aw-watcher-afk"), ("wanted", "aw-watcher-afk", False)]
    assert window._actions.outputs == [ONE]
    assert QGuiApplication.clipboard().text() == ONE.as_text()


def test_it_goes_when_no_failure_is_left_and_comes_for_the_next(window):
    show(window, ONE)
    show(window)
    assert not window.isVisible()
    show(window, ONE)
    assert window.isVisible()


def test_closed_by_the_person_it_stays_closed_until_something_new_fails(window):
    show(window, ONE)
    window.hide()
    show(window, ONE)
    assert not window.isVisible()
    show(window, TWO, ONE)
    assert window.isVisible()
    window.hide()
    window.come_up()
    assert window.isVisible()
