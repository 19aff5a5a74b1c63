"""Rules read from their JSON and checked, and applied to an event's data (a superset of contract A.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from typing import Any, Final

from aw_core.needles import lowered, needles
from aw_core.privacy.values import (
    ANYTHING,
    Path,
    TooDeep,
    domain_in,
    mapped,
    place_of,
    texts_in,
    value_at,
    with_value,
)

ACTIONS: Final = ("drop", "redact", "rename")
REDACTED: Final = "REDACTED"
"""What a text becomes where a rule names nothing better: one too long for its pattern to search."""

MOST_RULES: Final = 1000
_MOST_TEXT: Final = 1000
# A pattern that bears less would let the end of ordinary addresses go unseen, or hide all of them.
_LEAST_REACH: Final = 1_000
_KEYS: Final = frozenset(
    {"enabled", "bucket_prefix", "bucket_pattern", "field", "pattern", "action", "replacement", "target"}
    # What editors of rules keep beside them; it means nothing here.
    | {"id", "name", "comment"}
)
_DOMAIN: Final = ("domain", "$domain")
_AT_BEGINNING: Final = re.compile(r"(?:\(\?[a-z]+\))?\^")
_MOST_NEEDLES: Final = 10
_REMEMBERED: Final = 1000
_REMEMBERED_DATA: Final = 2000

Data = dict[str, Any]


class RuleError(ValueError):
    """A rule cannot be used; the text says which one and why."""


@dataclass(frozen=True)
class Rule:
    """What a rule's JSON says. `target` are the fields that are redacted; empty: the one looked at."""

    field: str
    pattern: str
    action: str
    replacement: str = ""
    target: tuple[str, ...] = ()
    bucket_prefix: str | None = None
    bucket_pattern: str | None = None
    enabled: bool = True

    # Made at the first look: many a program never meets the field.
    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    @cached_property
    def _reach(self) -> int:
        from aw_core.patterns import reach

        return reach(self.pattern)

    @cached_property
    def _needles(self) -> list[str] | None:
        """Texts one of which is in everything that the pattern matches, where looking for them is the shorter way."""
        if _AT_BEGINNING.match(self.pattern):
            return None
        found = needles(self._regex)
        found = None if found is None else list(dict.fromkeys(found))
        return found if found is not None and len(found) <= _MOST_NEEDLES else None

    def concerns(self, bucket_id: str) -> bool:
        """Whether the rule looks at events of this bucket."""
        if self.bucket_prefix is not None and not bucket_id.startswith(self.bucket_prefix):
            return False
        return self.bucket_pattern is None or re.match(translate(self.bucket_pattern), bucket_id) is not None

    def to_json(self) -> dict[str, Any]:
        """The JSON it can be read from again."""
        shape: dict[str, Any] = {"enabled": self.enabled, "field": self.field, "pattern": self.pattern}
        shape["action"] = self.action
        if self.action != "drop":
            shape["replacement"] = self.replacement
        if self.target:
            shape["target"] = list(self.target)
        for key in ("bucket_prefix", "bucket_pattern"):
            if getattr(self, key) is not None:
                shape[key] = getattr(self, key)
        return shape

    def finds(self, text: str) -> bool:
        """Whether the pattern is in the text. One too long to be searched counts as matching: better too private."""
        most = self._reach
        if most == 0 or len(text) > most:
            return True
        if self._needles is not None:
            low = lowered(text)
            for needle in self._needles:
                if needle in low:
                    break
            else:
                return False
        return self._regex.search(text) is not None

    def passes(self, data: Data) -> bool:
        """Whether a glance shows that `apply` changes nothing, as with most data. False says nothing."""
        keys = self._keys
        if keys is None:
            return False
        value = data.get(self.field)
        if value is None:
            return keys.isdisjoint(data)
        return type(value) is str and not self.finds(value)

    @cached_property
    def _keys(self) -> frozenset[str] | None:
        """Data without any of these keys is nothing to the rule; None where that is not all."""
        if self.field == ANYTHING or "." in self.field:
            return None
        return frozenset((self.field, "url") if self.field in _DOMAIN else (self.field,))

    def apply(self, data: Data) -> Data | None:
        """The data as it may be recorded, the very same if nothing changed; None if it may not be."""
        if self.field == ANYTHING:
            return self._apply_anywhere(data)
        path = place_of(data, self.field)
        if path is not None:
            value = value_at(data, path)
        elif self.field in _DOMAIN and (domain := domain_in(data)) is not None:
            path, value = ("url",), domain
        else:
            return data
        if not self._finds_in(value):
            return data
        if self.action == "drop":
            return None
        if self.action == "redact":
            return self._redacted(data, path)
        return self._renamed(data, path)

    def _finds_in(self, value: object) -> bool:
        if isinstance(value, str):
            return self.finds(value)
        try:
            return any(self.finds(text) for text in texts_in(value))
        except TooDeep:
            return True

    def _redacted(self, data: Data, path: Path) -> Data:
        places = [place_of(data, name) for name in self.target] if self.target else [path]
        for place in places:
            if place is not None and value_at(data, place) != self.replacement:
                data = with_value(data, place, self.replacement)
        return data

    def _renamed(self, data: Data, path: Path) -> Data:
        old = value_at(data, path)
        if self.field in _DOMAIN and path == ("url",):
            domain = domain_in(data) or ""
            new: Any = old.replace(domain, self._rename(domain) or domain, 1)
        else:
            new = mapped(old, self._rename, REDACTED)
        return data if new is old or new == old else with_value(data, path, new)

    def _rename(self, text: str) -> str | None:
        if self._reach == 0 or len(text) > self._reach:
            return REDACTED
        return self._regex.sub(self.replacement, text)

    def _redact(self, text: str) -> str | None:
        return self.replacement if self.finds(text) else None

    def _apply_anywhere(self, data: Data) -> Data | None:
        if self.action == "rename" or (self.action == "redact" and not self.target):
            change: Callable[[str], str | None] = self._rename if self.action == "rename" else self._redact
            changed: Data = mapped(data, change, REDACTED)
            return changed
        if not self._finds_in(data):
            return data
        return None if self.action == "drop" else self._redacted(data, ())


class RuleSet:
    """Rules in their order; those switched off are left out. Safe for several threads."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self.rules = tuple(rule for rule in rules if rule.enabled)
        self._of: dict[str, tuple[Rule, ...]] = {}
        self._harmless: set[Hashable] = set()

    def __bool__(self) -> bool:
        return bool(self.rules)

    def of(self, bucket_id: str) -> tuple[Rule, ...]:
        """The rules that concern a bucket."""
        found = self._of.get(bucket_id)
        if found is None:
            if len(self._of) >= _REMEMBERED:
                self._of.clear()
            found = self._of[bucket_id] = tuple(rule for rule in self.rules if rule.concerns(bucket_id))
        return found

    def apply(self, bucket_id: str, data: Data) -> Data | None:
        """The data as it may be recorded in the bucket, the very same if nothing changed; None if it may not be."""
        # Most events repeat what was found harmless a moment ago. Types belong to it: 1 and true are two texts.
        mark = (bucket_id, *data.items(), *map(type, data.values()))
        try:
            if mark in self._harmless:
                return data
        except TypeError:
            # Lists and objects inside: judged each time.
            return self.judge(bucket_id, data)
        kept = self.judge(bucket_id, data)
        if kept is data:
            if len(self._harmless) >= _REMEMBERED_DATA:
                self._harmless.clear()
            self._harmless.add(mark)
        return kept

    def forget(self) -> None:
        """Drop what is remembered of data: it may have been purged."""
        self._harmless.clear()

    def judge(self, bucket_id: str, data: Data) -> Data | None:
        """As `apply`, without remembering anything."""
        for rule in self.of(bucket_id):
            if rule.passes(data):
                continue
            kept = rule.apply(data)
            if kept is None:
                return None
            data = kept
        return data


def parse_rules(value: object, *, judge: bool = True) -> tuple[Rule, ...]:
    """The rules of a JSON list; one that is wrong makes all of it wrong. Raises RuleError naming its number, from 1.

    `judge` False: the patterns were judged by whoever sends them; one that was not counts as matching everywhere.
    """
    if not isinstance(value, list):
        raise RuleError("Privacy rules have to be a list")
    if len(value) > MOST_RULES:
        raise RuleError(f"There may be at most {MOST_RULES} privacy rules")
    rules = []
    for number, shape in enumerate(value, 1):
        try:
            rules.append(parse_rule(shape, judge=judge))
        except RuleError as error:
            raise RuleError(f"Rule {number}: {error}") from None
    return tuple(rules)


def parse_rule(shape: object, *, judge: bool = True) -> Rule:
    """One rule. Raises RuleError with the reason."""
    if not isinstance(shape, dict):
        raise RuleError("a rule has to be an object")
    unknown = sorted(str(key) for key in shape.keys() - _KEYS)
    if unknown:
        raise RuleError(f"a rule has no {unknown[0][:60]!r}")
    rule = Rule(
        field=_text(shape, "field"),
        pattern=_pattern(shape) if judge else _text(shape, "pattern"),
        action=_action(shape),
        replacement=_replacement(shape),
        target=_target(shape),
        bucket_prefix=_optional_text(shape, "bucket_prefix"),
        bucket_pattern=_optional_text(shape, "bucket_pattern"),
        enabled=_enabled(shape),
    )
    if judge and rule.action == "rename":
        _check_rename(rule)
    return rule


def _text(shape: dict[str, Any], key: str) -> str:
    value = shape.get(key)
    if not isinstance(value, str) or not value:
        raise RuleError(f"{key} has to be a text that is not empty")
    return value


def _optional_text(shape: dict[str, Any], key: str) -> str | None:
    return None if shape.get(key) is None else _text(shape, key)


def _enabled(shape: dict[str, Any]) -> bool:
    value = shape.get("enabled", True)
    if not isinstance(value, bool):
        raise RuleError("enabled has to be true or false")
    return value


def _action(shape: dict[str, Any]) -> str:
    action = _text(shape, "action")
    if action not in ACTIONS:
        raise RuleError(f"action has to be one of {', '.join(ACTIONS)}, not {action[:60]!r}")
    return action


def _pattern(shape: dict[str, Any]) -> str:
    from aw_core.patterns import fault, reach

    pattern = _text(shape, "pattern")
    reason = fault(pattern)
    if reason is None and reach(pattern) < _LEAST_REACH:
        reason = "too many of its repetitions follow one another; one at the beginning or the end is not needed"
    if reason is not None:
        shown = pattern if len(pattern) <= 80 else pattern[:77] + "..."
        raise RuleError(f"the regular expression {shown!r} cannot be used: {reason}")
    return pattern


def _replacement(shape: dict[str, Any]) -> str:
    value = shape.get("replacement")
    action = shape["action"]
    if action == "drop":
        return ""
    if not isinstance(value, str) or (action == "redact" and not value):
        wanted = "a text that is not empty" if action == "redact" else "a text"
        raise RuleError(f"to {action}, replacement has to be {wanted}")
    if len(value) > _MOST_TEXT:
        raise RuleError(f"replacement may have at most {_MOST_TEXT} characters")
    return value


def _target(shape: dict[str, Any]) -> tuple[str, ...]:
    value = shape.get("target")
    if value is None:
        return ()
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise RuleError("target has to be the name of a field, or a list of names")
    if shape["action"] != "redact":
        raise RuleError("target is for redact only")
    return tuple(names)


def _check_rename(rule: Rule) -> None:
    """Watcher and server may both apply a rule: what it writes must not be rewritten once more."""
    try:
        once = rule._regex.sub(rule.replacement, "")
        if "\\" not in rule.replacement:
            once = rule.replacement
            if rule._regex.sub(rule.replacement, once) != once:
                raise RuleError("what it writes would be found and renamed again")
    except (re.error, IndexError) as error:
        raise RuleError(f"replacement cannot be used: {error}") from None
