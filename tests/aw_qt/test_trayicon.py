"""The menu drawn: equal to the data, changed in place, clicks become actions."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PyQt5.QtWidgets import QMenu

from aw_qt import menu
from aw_qt.menu import Entry, Verb
from aw_qt.snapshot import Failure, Health, ModuleView, PauseView, Snapshot
from aw_qt.supervision.states import State
from aw_qt.trayicon import MenuLevel, TrayIcon, grid_of, tray_icon

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
AFK = ModuleView("aw-watcher-afk", State.RUNNING, True, "bundled")
SNAPSHOT = Snapshot(5600, "0.14.0", 1, modules=(AFK,), linked=True)


class FakeActions:
    def __init__(self):
        self.performed = []
        self.opened = 0
        self.login = False

    def perform(self, verb, argument=None, ticked=False):
        self.performed.append((verb, argument, ticked))
        if verb is Verb.START_AT_LOGIN:
            self.login = True

    def open_dashboard(self):
        self.opened += 1

    def rescan(self):
        pass

    def starts_at_login(self):
        return self.login


@pytest.fixture
def level(qapp):
    clicks = []
    level = MenuLevel(QMenu(), lambda entry, ticked: clicks.append((entry, ticked)))
    level.clicks = clicks
    yield level
    level.widget.deleteLater()


def action(widget, text):
    for one in widget.actions():
        if one.text() == text:
            return one
        if one.menu() and (found := action(one.menu(), text)):
            return found
    return None


def drawn(widget):
    """The menu as the person sees it: (text, enabled, tick or None, children or None)."""
    return [
        (
            one.text(),
            one.isEnabled(),
            one.isChecked() if one.isCheckable() else None,
            drawn(one.menu()) if one.menu() else None,
        )
        for one in widget.actions()
    ]


def expected(entries):
    return [
        (e.label, e.enabled if e.label else True, e.ticked, expected(e.children) if e.children else None)
        for e in entries
    ]


def test_what_is_drawn_is_what_the_data_says(level):
    entries = menu.build(SNAPSHOT, False, NOW)
    level.update(entries)
    assert drawn(level.widget) == expected(entries)


def test_a_changed_state_changes_the_line_in_place(level):
    level.update(menu.build(SNAPSHOT, False, NOW))
    before = action(level.widget, "aw-watcher-afk — running")
    stopped = replace(SNAPSHOT, modules=(replace(AFK, state=State.STOPPED, wanted=False),))
    level.update(menu.build(stopped, False, NOW))
    assert action(level.widget, "aw-watcher-afk — stopped") is before
    assert not before.isChecked()


def test_a_new_module_and_a_new_line_appear(level):
    level.update(menu.build(SNAPSHOT, False, NOW))
    more = replace(
        SNAPSHOT, modules=(AFK, ModuleView("aw-x", State.STOPPED, False, "system")), failures=(Failure("aw-x", "died"),)
    )
    level.update(menu.build(more, None, NOW))
    assert drawn(level.widget) == expected(menu.build(more, None, NOW))
    level.update(menu.build(SNAPSHOT, False, NOW))
    assert drawn(level.widget) == expected(menu.build(SNAPSHOT, False, NOW))


def test_a_click_means_what_the_line_says_now(level):
    level.update(menu.build(SNAPSHOT, False, NOW))
    line = action(level.widget, "aw-watcher-afk — running")
    line.trigger()
    entry, ticked = level.clicks[-1]
    assert (entry.verb, entry.argument, ticked) == (Verb.TOGGLE, "aw-watcher-afk", False)


def test_an_ampersand_in_a_name_is_shown_as_one(level):
    level.update((Entry("a", "this & that", Verb.QUIT),))
    assert level.widget.actions()[0].text() == "this && that"


@pytest.fixture
def tray(qapp):
    actions = FakeActions()
    icon = TrayIcon(actions, SNAPSHOT)
    yield icon, actions
    icon.hide()


def test_the_icon_follows_the_health(tray):
    icon, _ = tray
    keys = {}
    for health, snapshot in {
        Health.OK: SNAPSHOT,
        Health.PAUSED: replace(SNAPSHOT, pause=PauseView(True)),
        Health.TROUBLE: replace(SNAPSHOT, failures=(Failure("aw-x", "died"),)),
    }.items():
        icon.show(snapshot)
        keys[health] = icon._icon.icon().pixmap(22, 22).toImage()
    images = list(keys.values())
    assert images[0] != images[1] != images[2] != images[0]


def test_the_tick_of_start_at_login_is_what_the_system_says_after_the_click(tray):
    icon, actions = tray
    login = action(icon._menu, "Start at login")
    assert not login.isChecked()
    login.trigger()
    assert actions.performed == [(Verb.START_AT_LOGIN, None, True)]
    assert login.isChecked()
    actions.login = False
    icon._about_to_show()
    assert not login.isChecked()


def test_a_double_or_middle_click_opens_the_dashboard(tray):
    icon, actions = tray
    icon._icon.activated.emit(icon._icon.ActivationReason.DoubleClick)
    icon._icon.activated.emit(icon._icon.ActivationReason.MiddleClick)
    assert actions.opened == 2


def test_the_icon_has_every_size_a_panel_may_want(qapp):
    icon = tray_icon(Health.OK)
    assert {size.width() for size in icon.availableSizes()} >= {16, 22, 24, 32, 33, 36, 44, 48}
    assert icon.pixmap(22, 22).toImage().pixelColor(11, 11).alpha() == 255


@pytest.mark.parametrize(
    ("size", "grid"), [(16, 16), (22, 22), (24, 24), (32, 16), (33, 22), (36, 18), (44, 22), (48, 16), (64, 16)]
)
def test_each_size_is_drawn_from_the_grid_that_fits_its_pixels(size, grid):
    assert grid_of(size) == grid


@pytest.mark.parametrize("size", [16, 22, 24, 32, 33, 44, 48])
def test_straight_edges_lie_on_whole_pixels(qapp, size):
    """The bars of "paused" and the mark of "trouble": along the middle row no pixel is half covered inside the ring."""
    for health, line in ((Health.PAUSED, "row"), (Health.TROUBLE, "column")):
        image = tray_icon(health).pixmap(size, size).toImage()
        middle, quarter = size // 2, size // 4 + 1
        inner = range(quarter, size - quarter)
        pixels = [image.pixelColor(*((i, middle) if line == "row" else (middle, i))).alpha() for i in inner]
        assert set(pixels) <= {0, 255}, (health, pixels)
        assert 255 in pixels


def test_the_menu_bar_of_macos_gets_a_mask(qapp, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    assert all(tray_icon(health).isMask() for health in Health)
