"""Errors a person may see: a title for the heading, a message that says what to do. Light to import."""

from __future__ import annotations


class AwError(Exception):
    """An error with words for people. `title` names it, `message` explains it and, if possible, what helps."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(title, message)
        self.title = title
        self.message = message

    def __str__(self) -> str:
        return f"{self.title}: {self.message}"


class ConfigError(AwError):
    """A settings file or an option cannot be used."""


class StorageError(AwError):
    """The place where events rest cannot be used."""


class PortTaken(AwError):
    """Another program listens where we wanted to."""
