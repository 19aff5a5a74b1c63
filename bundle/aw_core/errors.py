"""Errors with a title and a message for people; each edge (stderr, HTTP, dialog) translates them once."""

from __future__ import annotations


class AwError(Exception):
    """Something went wrong that a person can understand and perhaps mend.

    `title` is a few words, `message` one or two whole sentences; `str()` joins them as "title: message".
    """

    def __init__(self, title: str, message: str) -> None:
        super().__init__(title, message)
        self.title = title
        self.message = message

    def __str__(self) -> str:
        return f"{self.title}: {self.message}"


class ConfigError(AwError, ValueError):
    """A settings file, an environment variable or a flag holds something unusable."""


class DirectoryError(AwError, OSError):
    """A directory that a program needs can be neither used nor created; an OSError too, for those who expect one."""


class StorageError(AwError):
    """The database cannot be opened, read or written."""


class PortTaken(AwError):
    """The port to listen on belongs to another process."""
