"""How a process ended, as a value that can describe itself to a person. No process here."""

import signal
from dataclasses import dataclass

_SIGNALS = {
    "SIGKILL": "was killed",
    "SIGTERM": "was asked to end by another program",
    "SIGINT": "was interrupted",
    "SIGHUP": "lost its session",
    "SIGSEGV": "crashed (it touched memory it does not own)",
    "SIGABRT": "aborted itself",
    "SIGBUS": "crashed (bus error)",
    "SIGILL": "crashed (illegal instruction)",
    "SIGFPE": "crashed (arithmetic error)",
}


@dataclass(frozen=True)
class Exit:
    """The end of a process: an exit code, a signal, or the reason why it never started."""

    code: int | None = None
    signal: int | None = None
    not_started: str | None = None

    @classmethod
    def of(cls, returncode: int) -> "Exit":
        """From a Popen return code (negative = ended by that signal)."""
        return cls(signal=-returncode) if returncode < 0 else cls(code=returncode)

    @property
    def clean(self) -> bool:
        """Whether it ended by itself without an error."""
        return self.code == 0

    def describe(self) -> str:
        """The predicate of a sentence whose subject is the module: "was killed (SIGKILL)"."""
        if self.not_started is not None:
            return f"could not be started: {self.not_started}"
        if self.signal is not None:
            return _describe_signal(self.signal)
        if self.clean:
            return "ended by itself without an error (exit code 0)"
        if self.code == 3:
            return "refused to start (exit code 3)"
        return f"ended with an error (exit code {self.code})"


def _describe_signal(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return f"{_SIGNALS.get(name, 'was ended by a signal')} ({name})"
