"""What a click in the menu or the failure window does: words to calls. No Qt here."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aw_core.errors import AwError
from aw_qt.autostart.base import Autostart
from aw_qt.desktop import Opener
from aw_qt.manager import Manager
from aw_qt.menu import Verb, tomorrow
from aw_qt.modules_link import ModulesLink
from aw_qt.snapshot import Failure, Notice, NoticeKind
from aw_qt.supervision import messages as msg
from aw_qt.supervision.probe import way_in


class Actions:
    """The person's side of the Manager; may be used from any thread except for `show_failures`."""

    def __init__(
        self,
        manager: Manager,
        link: ModulesLink,
        opener: Opener,
        autostart: Autostart | None,
        log_dir: Path,
        config_dir: Path,
        quit: Callable[[str], None],
    ) -> None:
        self.manager = manager
        self._link = link
        self._opener = opener
        self.autostart = autostart
        self._log_dir = log_dir
        self._config_dir = config_dir
        self._quit = quit
        self.show_failures: Callable[[], None] = lambda: None
        """Set by the desktop's part."""

    def perform(self, verb: Verb, argument: str | int | None = None, ticked: bool = False) -> None:
        """Do it. *ticked*: the tick after the click, for entries that have one."""
        match verb:
            case Verb.OPEN_DASHBOARD:
                self.open_dashboard()
            case Verb.OPEN_API:
                self._opener.open(self.manager.snapshot.url + "api/")
            case Verb.SHOW_FAILURES:
                self.show_failures()
            case Verb.TOGGLE:
                self.manager.set_wanted(str(argument), ticked)
            case Verb.PAUSE:
                self._link.pause(seconds=float(argument or 0))
            case Verb.PAUSE_TOMORROW:
                self._link.pause(until=tomorrow(datetime.now().astimezone()))
            case Verb.RESUME:
                self._link.resume()
            case Verb.FILTER:
                self._link.filter(ticked)
            case Verb.START_AT_LOGIN:
                self.set_start_at_login(ticked)
            case Verb.OPEN_LOGS:
                self._opener.open(self._log_dir)
            case Verb.OPEN_CONFIG:
                self._opener.open(self._config_dir)
            case Verb.QUIT:
                self._quit("Quit was chosen")

    def open_dashboard(self) -> None:
        """Show the dashboard in the person's browser."""
        self._open_page("")

    def open_welcome(self) -> None:
        """Show the page of the first start."""
        self._open_page("#/welcome")

    def _open_page(self, fragment: str) -> None:
        """A page of our server; where it asks for keys, by an address that lets the browser in."""
        snapshot = self.manager.snapshot
        self._opener.open(snapshot.url + (way_in(snapshot.port) or fragment))

    def open_output(self, failure: Failure) -> None:
        """Show the file with everything the failed module wrote."""
        target = failure.output if failure.output and failure.output.exists() else self._log_dir
        self._opener.open(target)

    def rescan(self) -> None:
        """Look for new programs, and at what else may have been changed outside."""
        self.manager.post(msg.Rescan())
        self.tell_start_at_login()

    def starts_at_login(self) -> bool | None:
        """What the system says; None where there is no such thing."""
        return self.autostart.is_enabled() if self.autostart else None

    def tell_start_at_login(self) -> None:
        """Let the Manager know what the system says, and with it the server's pages."""
        self.manager.post(msg.StartAtLogin(self.starts_at_login()))

    def set_start_at_login(self, enabled: bool) -> None:
        """Switch it, and tell what the system says afterwards."""
        if self.autostart is None:
            return
        try:
            self.autostart.set_enabled(enabled)
        except AwError as error:
            self.manager.post(msg.Tell(Notice(NoticeKind.FAILED_ACTION, error.title, error.message)))
        self.tell_start_at_login()
