"""Open a URL, file or folder with the desktop's own program, in an environment without our libraries. No Qt here."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from aw_core.errors import AwError


class Opener:
    """Opens things for the person.

    *environ* is the clean environment for foreign programs; *on_failure* is told, from any thread, what
    could not be opened (the target is in the message, so that the person can open it by hand).
    """

    def __init__(self, environ: Mapping[str, str], on_failure: Callable[[AwError], None]) -> None:
        self._environ = dict(environ)
        self._on_failure = on_failure

    def open(self, target: str | Path) -> None:
        """Open a URL, folder or file; returns at once."""
        windows_open: Callable[[str], None] | None = getattr(os, "startfile", None)
        try:
            if windows_open is not None:
                windows_open(str(target))
            else:
                self._run(["open" if sys.platform == "darwin" else "xdg-open", str(target)], target)
        except OSError as error:
            self._failed(target, error.strerror or str(error))

    def _run(self, argv: list[str], target: str | Path) -> None:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environ,
            # Of its own session: a browser first opened by us must not end with us.
            start_new_session=True,
        )

        def reap() -> None:
            code = process.wait()
            if code > 0:
                self._failed(target, f"{argv[0]} ended with {code}")

        threading.Thread(target=reap, name="opener", daemon=True).start()

    def _failed(self, target: str | Path, reason: str) -> None:
        self._on_failure(AwError("Could not open", f"{target} ({reason})"))
