"""Draw the tray icon and its menu from data; clicks become actions. Qt file."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from PyQt5.QtCore import QObject, QRectF, Qt
from PyQt5.QtGui import QCursor, QIcon, QPainter, QPixmap
from PyQt5.QtSvg import QSvgRenderer
from PyQt5.QtWidgets import QAction, QMenu, QSystemTrayIcon

from aw_qt import menu
from aw_qt.actions import Actions
from aw_qt.assets import asset
from aw_qt.menu import Entry, Verb
from aw_qt.snapshot import Health, Snapshot

_SIZES = (16, 18, 22, 24, 32, 33, 36, 44, 48, 64)
_GRIDS = (16, 22, 24, 18)
Clicked = Callable[[Entry, bool], None]


def tray_icon(health: Health) -> QIcon:
    """The mark in the colour and shape of that state; one colour as a mask where the menu bar colours it (macOS)."""
    if sys.platform != "darwin":
        return render_icon(lambda size: f"tray-{health.value}-{grid_of(size)}.svg")
    state = "" if health is Health.OK else f"-{health.value}"
    icon = render_icon(lambda size: f"activitywatch{state}-symbolic.svg")
    icon.setIsMask(True)
    return icon


def grid_of(size: int) -> int:
    """The pixel grid whose drawing has its edges on whole pixels at *size*, or at half of them if there is none."""
    exact = [grid for grid in _GRIDS if size % grid == 0]
    half = [grid for grid in _GRIDS if size * 2 % grid == 0]
    return (exact or half or _GRIDS)[0]


def render_icon(name_at: Callable[[int], str]) -> QIcon:
    """One icon in all sizes a panel may want (drawn here: panels blur what they scale); *name_at* names the SVG."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(str(asset(name_at(size)))).render(painter, QRectF(0, 0, size, size))
        painter.end()
        icon.addPixmap(pixmap)
    return icon


class MenuLevel:
    """One menu kept equal to a list of entries: changed in place while the keys stay, rebuilt when they differ.

    In place, because a menu that a person has open must not lose the line under the pointer.
    """

    def __init__(self, widget: QMenu, clicked: Clicked) -> None:
        self.widget = widget
        self._clicked = clicked
        self._entries: dict[str, Entry] = {}
        self._actions: dict[str, QAction] = {}
        self._levels: dict[str, MenuLevel] = {}

    def update(self, entries: Sequence[Entry]) -> None:
        """Show *entries*."""
        if [entry.key for entry in entries] != list(self._entries):
            self._rebuild(entries)
        self._entries = {entry.key: entry for entry in entries}
        for entry in entries:
            self._refresh(self._actions[entry.key], entry)
            if entry.children is not None:
                self._levels[entry.key].update(entry.children)

    def _rebuild(self, entries: Sequence[Entry]) -> None:
        self.widget.clear()
        self._actions.clear()
        for level in self._levels.values():
            level.widget.deleteLater()
        self._levels.clear()
        for entry in entries:
            self._actions[entry.key] = self._create(entry)

    def _create(self, entry: Entry) -> QAction:
        if entry.is_separator:
            return _there(self.widget.addSeparator())
        if entry.children is not None:
            submenu = QMenu(entry.label, self.widget)
            self._levels[entry.key] = MenuLevel(submenu, self._clicked)
            return _there(self.widget.addMenu(submenu))
        action = _there(self.widget.addAction(entry.label))
        # By key, not by entry: what a click means is decided by what the line says now.
        action.triggered.connect(lambda ticked, key=entry.key: self._clicked(self._entries[key], bool(ticked)))
        return action

    def _refresh(self, action: QAction, entry: Entry) -> None:
        if entry.is_separator:
            return
        action.setText(entry.label.replace("&", "&&"))
        action.setEnabled(entry.enabled)
        if entry.children is None:
            action.setCheckable(entry.ticked is not None)
            action.setChecked(bool(entry.ticked))
        if entry.bold:
            self.widget.setDefaultAction(action)


class TrayIcon(QObject):
    """The icon in a tray that is known to exist."""

    def __init__(self, actions: Actions, snapshot: Snapshot) -> None:
        super().__init__()
        self._actions = actions
        self._snapshot = snapshot
        self._at_login = actions.starts_at_login()
        self._icons = {health: tray_icon(health) for health in Health}
        self._menu = QMenu()
        self._level = MenuLevel(self._menu, self._clicked)
        self._icon = QSystemTrayIcon(self._icons[snapshot.health])
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._menu.aboutToShow.connect(self._about_to_show)
        self._shown_health: Health | None = None
        self.show(snapshot)
        self._icon.show()

    def show(self, snapshot: Snapshot) -> None:
        """Draw the snapshot."""
        self._snapshot = snapshot
        now = datetime.now().astimezone()
        self._level.update(menu.build(snapshot, self._at_login, now))
        if snapshot.health is not self._shown_health:
            # Each setIcon sends all sizes over the bus: only when the picture changes.
            self._shown_health = snapshot.health
            self._icon.setIcon(self._icons[snapshot.health])
        tooltip = menu.tooltip(snapshot, now)
        if tooltip != self._icon.toolTip():
            self._icon.setToolTip(tooltip)

    def hide(self) -> None:
        """Take the icon away (the program ends)."""
        self._icon.hide()

    def _clicked(self, entry: Entry, ticked: bool) -> None:
        if entry.verb is not None:
            self._actions.perform(entry.verb, entry.argument, ticked)
        if entry.verb is Verb.START_AT_LOGIN:
            self._at_login = self._actions.starts_at_login()
        # The widget has ticked itself already; the tick shows the Manager's truth, not the click.
        if entry.verb is not Verb.TOGGLE:
            self.show(self._snapshot)

    def _about_to_show(self) -> None:
        self._actions.rescan()
        self._at_login = self._actions.starts_at_login()
        self.show(self._snapshot)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self._menu.popup(QCursor.pos())
        elif reason in (
            QSystemTrayIcon.ActivationReason.DoubleClick,
            QSystemTrayIcon.ActivationReason.MiddleClick,
        ):
            self._actions.open_dashboard()


def _there(action: QAction | None) -> QAction:
    assert action is not None
    return action
