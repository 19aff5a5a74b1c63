"""The one window that lists all failed modules, with what a person needs to decide. Qt file."""

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFontDatabase, QGuiApplication, QIcon
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aw_qt.actions import Actions
from aw_qt.snapshot import Failure, Snapshot


class FailureWindow(QDialog):
    """Lists the failures of a snapshot. Not modal; closing it changes nothing."""

    def __init__(self, actions: Actions, icon: QIcon) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._actions = actions
        self._failures: tuple[Failure, ...] = ()
        self.setWindowTitle("Modules that stopped")
        self.setWindowIcon(icon)
        self._list = QListWidget()
        self._list.setMaximumHeight(90)
        self._list.currentRowChanged.connect(self._show_current)
        self._what = QLabel()
        self._what.setWordWrap(True)
        self._what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines = QPlainTextEdit()
        self._lines.setReadOnly(True)
        self._lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._arrange()
        self.resize(640, 420)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        for widget in (self._list, self._what, QLabel("The last lines it wrote:"), self._lines):
            layout.addWidget(widget)
        layout.addWidget(self._buttons())

    def _buttons(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        for label, tip, call in (
            ("&Restart", "Start it again with a clean history", self._restart),
            ("&Disable", "Do not start it until it is ticked again", self._disable),
            ("Open &log", "Open the file with all it wrote", self._open_log),
            ("&Copy", "Copy the reason and the last lines", self._copy),
        ):
            button = QPushButton(label)
            button.setToolTip(tip)
            button.clicked.connect(call)
            layout.addWidget(button)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.hide)
        layout.addStretch()
        layout.addWidget(close)
        return row

    def update_from(self, snapshot: Snapshot) -> None:
        """Show the snapshot's failures: come up for a new one, go away when none is left."""
        if snapshot.failures == self._failures:
            return
        known = {failure.name for failure in self._failures}
        new = [failure.name for failure in snapshot.failures if failure.name not in known]
        self._fill(snapshot.failures, prefer=new[0] if new else self._current_name())
        if not snapshot.failures:
            self.hide()
        elif new:
            self.come_up()

    def come_up(self) -> None:
        """Show the window above the others."""
        if self._failures:
            self.show()
            self.raise_()
            self.activateWindow()

    def _fill(self, failures: tuple[Failure, ...], prefer: str | None) -> None:
        self._failures = failures
        self._list.clear()
        self._list.addItems([failure.name for failure in failures])
        rows = [row for row, failure in enumerate(failures) if failure.name == prefer]
        self._list.setCurrentRow(rows[0] if rows else 0)
        self._list.setVisible(len(failures) > 1)

    def _current(self) -> Failure | None:
        row = self._list.currentRow()
        return self._failures[row] if 0 <= row < len(self._failures) else None

    def _current_name(self) -> str | None:
        current = self._current()
        return current.name if current else None

    def _show_current(self) -> None:
        failure = self._current()
        if failure is not None:
            self._what.setText(failure.sentence)
            self._lines.setPlainText("\n".join(failure.lines) or "(it wrote nothing)")

    def _restart(self) -> None:
        if (name := self._current_name()) is not None:
            self._actions.manager.restart(name)

    def _disable(self) -> None:
        if (name := self._current_name()) is not None:
            self._actions.manager.set_wanted(name, False)

    def _open_log(self) -> None:
        if (failure := self._current()) is not None:
            self._actions.open_output(failure)

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None and (failure := self._current()) is not None:
            clipboard.setText(failure.as_text())
