"""How a category is written down in the catalogue, and the regular expression that its words become.

The expressions stay within what Python, JavaScript and Rust read alike: no inline flags, no look-behind.
They tell large from small letters, which is many times as fast and keeps "signal" apart from "Signal".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Words of a title: a segment of its own, at the start or after "- ", "| " and the like. Browsers and pages put the
# number of unread things before it.
_START = r"(?:^(?:https?://|\(\d+\+?\) )?|[-–—|·•»:] )"  # noqa: RUF001 - dashes as they stand in titles
_END = r"(?= [-–—|·•»:(]| and \d+ more |$)"  # noqa: RUF001
_HOST_END = r"(?=[/:?# ]|$)"
# "org.gnome.Nautilus" on Wayland, "chrome.exe" on Windows.
_APP_PREFIX = r"(?:[a-z]{2,4}\.(?:[\w-]+\.)+)?"
_APP_SUFFIX = r"(?:\.(?:exe|EXE|bin|AppImage))?"


@dataclass(frozen=True)
class Category:
    """A category of the second level, and what belongs to it; lists are written with commas.

    `apps`: names of programs, whole; each word may begin with a small or a large letter, and a space stands for a
    space, "-", "_" or nothing. `sites`: domains with all their subdomains. `hosts`: first labels of host names as
    companies and people use them for what they run themselves ("jira" for jira.company.com). `titles`: segments of
    window and page titles, whole. `segments`: the same as regular expressions. `values`: regular expressions for a
    whole value of any key. `score`: productivity, where it is not that of the overview.
    """

    overview: str
    name: str
    apps: str = ""
    sites: str = ""
    hosts: str = ""
    titles: str = ""
    segments: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    score: int | None = None

    @property
    def path(self) -> list[str]:
        """The names from the root: overview, category."""
        return [self.overview, self.name]

    def regex(self) -> str:
        """One expression that is found in any value that belongs here."""
        whole = [f"{_APP_PREFIX}(?:{_alternatives(self.apps, _app)}){_APP_SUFFIX}"] if self.apps else []
        whole += self.values
        parts = [f"^(?:{'|'.join(whole)})$"] if whole else []
        inner = self._inner()
        return "|".join([*parts, f"{_START}(?:{'|'.join(inner)})"] if inner else parts)

    def parts(self) -> Iterator[tuple[str | None, str]]:
        """Expressions one of which is found exactly where `regex` is, and the plain text that each is about, if any."""
        for word in _words(self.apps):
            yield max(word.split(" "), key=len), f"^(?:{_APP_PREFIX}(?:{_app(word)}){_APP_SUFFIX})$"
        for value in self.values:
            yield None, f"^(?:{value})$"
        for site in _words(self.sites):
            yield site, rf"{_START}(?:[\w-]+\.)*(?:{_literal(site)}){_HOST_END}"
        for host in _words(self.hosts):
            yield f"{host}.", rf"{_START}(?:{_literal(host)})\.[\w-]+[\w.-]*{_HOST_END}"
        for title in _words(self.titles):
            yield title, f"{_START}(?:{_literal(title)}){_END}"
        for segment in self.segments:
            yield None, f"{_START}(?:{segment}){_END}"

    def _inner(self) -> list[str]:
        inner = []
        if self.sites:
            inner.append(rf"(?:[\w-]+\.)*(?:{_alternatives(self.sites, _literal)}){_HOST_END}")
        if self.hosts:
            inner.append(rf"(?:{_alternatives(self.hosts, _literal)})\.[\w-]+[\w.-]*{_HOST_END}")
        titles = [_alternatives(self.titles, _literal)] if self.titles else []
        if segments := [*titles, *self.segments]:
            inner.append(f"(?:{'|'.join(segments)}){_END}")
        return inner


def _alternatives(text: str, written: Callable[[str], str]) -> str:
    return "|".join(dict.fromkeys(map(written, _words(text))))


def _words(text: str) -> list[str]:
    words = (" ".join(part.split()) for part in text.split(","))
    return [word for word in words if word]


def _literal(text: str) -> str:
    return re.sub(r"([.+*?()\[\]{}^$|\\])", r"\\\1", text)


def _app(name: str) -> str:
    return "[ _-]?".join(_either_case(_literal(word)) for word in name.split(" "))


def _either_case(word: str) -> str:
    first = word[0]
    return f"[{first.upper()}{first.lower()}]{word[1:]}" if first.isascii() and first.isalpha() else word
