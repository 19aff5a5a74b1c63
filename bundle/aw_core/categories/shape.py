"""How a category is written down in the catalogue, and the regular expression that its words become.

The expressions stay within what Python, JavaScript and Rust read alike: no inline flags, no look-behind.
They tell large from small letters, which is many times as fast and keeps "signal" apart from "Signal".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

# Words of a title: a segment of its own, at the start or after "- ", "| " and the like. Browsers and pages put the
# number of unread things before it.
_START = r"(?:^(?:https?://|\(\d+\+?\) )?|[-–—|·•»:] )"  # noqa: RUF001 - dashes as they stand in titles
_END = r"(?= [-–—|·•»:(]| and \d+ more |$)"  # noqa: RUF001
_HOST_END = r"(?=[/:?# ]|$)"
# "org.gnome.Nautilus" on Wayland, "chrome.exe" on Windows.
_APP_PREFIX = r"(?:[a-z]{2,4}\.(?:[\w-]+\.)+)?"
_APP_SUFFIX = r"(?:\.(?:exe|EXE|bin|AppImage))?"


# What stands before and behind the alternatives of each kind.
_APPS = f"^(?:{_APP_PREFIX}(?:", f"){_APP_SUFFIX})$"
_WHOLE = "^(?:", ")$"
_SITES = rf"{_START}(?:[\w-]+\.)*(?:", f"){_HOST_END}"
_HOSTS = f"{_START}(?:", rf")\.[\w-]+[\w.-]*{_HOST_END}"
_SEGMENTS = f"{_START}(?:", f"){_END}"


class Part(NamedTuple):
    """One alternative of a category: an expression, which counts between `around`.

    `about` is plain text that stands in all that it matches, if any is known.
    """

    around: tuple[str, str]
    word: str
    about: str = ""


def together(parts: Iterable[Part]) -> str:
    """One expression for parts of the same kind."""
    listed = list(parts)
    before, after = listed[0].around
    return f"{before}{'|'.join(part.word for part in listed)}{after}"


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

    def parts(self) -> Iterator[Part]:
        """Alternatives one of which is found exactly where `regex` is found."""
        for word in _words(self.apps):
            yield Part(_APPS, _app(word), max(word.split(" "), key=len))
        for value in self.values:
            yield Part(_WHOLE, value)
        for site in _words(self.sites):
            yield Part(_SITES, _literal(site), site)
        for host in _words(self.hosts):
            yield Part(_HOSTS, _literal(host), f"{host}.")
        for title in _words(self.titles):
            yield Part(_SEGMENTS, _literal(title), title)
        for segment in self.segments:
            yield Part(_SEGMENTS, segment)

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


_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in ".+*?()[]{}^$|\\"})


def _literal(text: str) -> str:
    return text.translate(_ESCAPED)


def _app(name: str) -> str:
    return "[ _-]?".join(_either_case(_literal(word)) for word in name.split(" "))


def _either_case(word: str) -> str:
    first = word[0]
    return f"[{first.upper()}{first.lower()}]{word[1:]}" if first.isascii() and first.isalpha() else word
