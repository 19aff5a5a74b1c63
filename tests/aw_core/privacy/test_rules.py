"""Privacy rules by themselves: what they look at, what they do, and what is no rule."""

from __future__ import annotations

import copy
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.privacy import BUILT_IN, RuleError, RuleSet, built_in_rules, parse_rule, parse_rules
from aw_core.privacy.values import DEEPEST
from tests.support.wait import patience

WINDOW = {"app": "firefox", "title": "My Bank: balance"}
WEB = {"url": "https://www.bank.example/login?x=1", "title": "Log in", "incognito": False, "tabCount": 3}


def apply(data: dict[str, Any], *shapes: dict[str, Any], bucket: str = "aw-watcher-window_box") -> Any:
    before = copy.deepcopy(data)
    found = RuleSet(parse_rules(list(shapes))).apply(bucket, data)
    assert data == before, "data was changed in place"
    return found


def drop(field: str, pattern: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "pattern": pattern, "action": "drop", **more}


def redact(field: str, pattern: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "pattern": pattern, "action": "redact", "replacement": "X", **more}


def rename(field: str, pattern: str, replacement: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "pattern": pattern, "action": "rename", "replacement": replacement, **more}


def test_the_example_of_the_contract() -> None:
    rule = {
        "enabled": True,
        "bucket_prefix": "aw-watcher-window",
        "field": "title",
        "pattern": "(?i)bank",
        "action": "redact",
        "replacement": "REDACTED",
    }
    assert apply(WINDOW, rule) == {"app": "firefox", "title": "REDACTED"}
    assert apply(WINDOW, rule, bucket="aw-watcher-web_box") is WINDOW
    assert apply(WINDOW, rule | {"enabled": False}) is WINDOW
    assert apply(WINDOW, rule | {"bucket_prefix": None, "bucket_pattern": "aw-*_box"})["title"] == "REDACTED"
    assert apply(WINDOW, rule | {"bucket_pattern": "aw-*_other"}) is WINDOW


def test_what_no_rule_finds_is_the_very_same() -> None:
    assert apply(WINDOW) is WINDOW
    assert apply(WINDOW, drop("title", "nothing"), redact("url", "."), rename("app", "z", "y")) is WINDOW


def test_drop_ends_it_and_redact_goes_on() -> None:
    assert apply(WINDOW, redact("title", "Bank"), drop("app", "fox"), redact("nothing", ".")) is None
    assert apply(WINDOW, redact("title", "Bank"), drop("title", "Bank")) == {"app": "firefox", "title": "X"}


def test_rename_writes_in_place_of_the_match() -> None:
    assert apply(WINDOW, rename("title", r"(\w+) Bank: .*", r"\1 place")) == {"app": "firefox", "title": "My place"}
    assert apply(WINDOW, rename("title", r"\d", "#")) is WINDOW
    assert apply(WINDOW, rename("title", ": .*", "")) == {"app": "firefox", "title": "My Bank"}


@pytest.mark.parametrize(
    ("value", "pattern", "found"),
    [
        (True, "^true$", True),
        (False, "^true$", False),
        (False, "^false$", True),
        (3, "^3$", True),
        (3.0, r"^3\.0$", True),
        (None, ".*", False),
        (["a", {"b": "secret"}], "secret", True),
        ([1, [2, [True]]], "^true$", True),
        ({"secret": 1}, "secret", True),
        ([], ".*", False),
    ],
)
def test_values_match_as_their_json_text(value: Any, pattern: str, found: bool) -> None:
    data = {"key": value}
    assert (apply(data, drop("key", pattern)) is None) is found
    assert apply(data, redact("key", pattern)) == ({"key": "X"} if found else data)


def test_fields_lie_in_objects_or_have_dots_in_their_names() -> None:
    data = {"a": {"b": "secret", "c": 1}, "a.c": "secret"}
    assert apply(data, redact("a.b", "secret")) == {"a": {"b": "X", "c": 1}, "a.c": "secret"}
    assert apply(data, redact("a.c", "secret")) == {"a": {"b": "secret", "c": 1}, "a.c": "X"}
    for missing in ("a.d", "a.b.c", "b", "", "."):
        assert missing == "" or apply(data, drop(missing, ".*")) is data


def test_the_domain_is_that_of_the_address() -> None:
    assert apply(WEB, drop("domain", r"^bank\.example$")) is None
    assert apply(WEB, drop("$domain", r"^bank\.example$")) is None
    assert apply(WEB, drop("domain", "login")) is WEB
    assert apply(WEB, redact("domain", "bank"))["url"] == "X"
    assert apply(WEB, rename("domain", r"bank\.", "shop."))["url"] == "https://www.shop.example/login?x=1"
    assert apply({"domain": "x"}, drop("domain", "x")) is None
    assert apply({"title": "x"}, drop("domain", "x")) == {"title": "x"}


def test_one_field_may_hide_others() -> None:
    rule = redact("domain", "bank", target=["url", "title", "absent"])
    assert apply(WEB, rule) == WEB | {"url": "X", "title": "X"}
    assert apply(WINDOW, redact("app", "firefox", target="title")) == {"app": "firefox", "title": "X"}


def test_anything_is_every_value_and_key() -> None:
    data = {"a": ["secret 1", {"secret": 2}], "b": 3}
    assert apply(data, drop("*", "secret")) is None
    assert apply(data, redact("*", "secret")) == {"a": ["X", {"X": 2}], "b": 3}
    assert apply(data, rename("*", "secret", "open")) == {"a": ["open 1", {"open": 2}], "b": 3}
    assert apply(data, redact("*", "secret", target="b")) == data | {"b": "X"}
    assert apply(data, redact("*", "nothing")) is data


def test_what_cannot_be_searched_counts_as_found() -> None:
    deep: Any = "x"
    for _ in range(DEEPEST + 5):
        deep = [deep]
    assert apply({"key": deep}, drop("key", "secret")) is None
    assert apply({"key": deep}, redact("key", "secret")) == {"key": "X"}
    assert "secret" not in str(apply({"key": deep}, rename("*", "secret", "")))
    long = "a" * 100_001
    assert apply({"key": long}, redact("key", "secret")) == {"key": "X"}
    assert apply({"key": long}, rename("key", "secret", "y")) == {"key": "REDACTED"}
    assert apply({"key": "a" * 9_000}, redact("key", "foo.*bar")) == {"key": "a" * 9_000}
    assert apply({"key": "a" * 11_000}, redact("key", "foo.*bar")) == {"key": "X"}


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        ("title", "object"),
        ({}, "field"),
        ({"field": "title"}, "pattern"),
        ({"field": "title", "pattern": ""}, "pattern"),
        ({"field": "", "pattern": "x", "action": "drop"}, "field"),
        ({"field": "title", "pattern": "x"}, "action"),
        ({"field": "title", "pattern": "x", "action": "hide"}, "action"),
        ({"field": "title", "pattern": "x", "action": "redact"}, "replacement"),
        ({"field": "title", "pattern": "x", "action": "redact", "replacement": ""}, "replacement"),
        ({"field": "title", "pattern": "x", "action": "redact", "replacement": "y" * 1001}, "replacement"),
        ({"field": "title", "pattern": "x", "action": "rename", "replacement": r"\1"}, "replacement"),
        ({"field": "title", "pattern": "x", "action": "rename", "replacement": "xx"}, "again"),
        ({"field": "title", "pattern": "x*", "action": "rename", "replacement": "y"}, "again"),
        ({"field": "title", "pattern": "(", "action": "drop"}, "regular expression"),
        ({"field": "title", "pattern": "(a+)+$", "action": "drop"}, "for ever"),
        ({"field": "title", "pattern": "a.*b.*c.*d", "action": "drop"}, "repetitions"),
        ({"field": "title", "pattern": "x", "action": "drop", "target": "title"}, "target"),
        ({"field": "title", "pattern": "x", "action": "redact", "replacement": "y", "target": []}, "target"),
        ({"field": "title", "pattern": "x", "action": "drop", "enabled": "yes"}, "enabled"),
        ({"field": "title", "pattern": "x", "action": "drop", "bucket_pattern": 1}, "bucket_pattern"),
        ({"field": "title", "pattern": "x", "action": "drop", "bucket": "b"}, "bucket"),
    ],
)
def test_what_is_no_rule(shape: Any, why: str) -> None:
    with pytest.raises(RuleError, match=why):
        parse_rule(shape)
    with pytest.raises(RuleError, match="Rule 2: "):
        parse_rules([drop("title", "x"), shape])


def test_a_set_is_a_list_of_some_length() -> None:
    for wrong in ({}, "x", 1):
        with pytest.raises(RuleError):
            parse_rules(wrong)
    with pytest.raises(RuleError):
        parse_rules([drop("title", "x")] * 1001)
    assert parse_rules([]) == ()


@pytest.mark.parametrize(
    "shape",
    [
        drop("title", "x"),
        redact("app", "x", target=["title"], bucket_prefix="a"),
        rename("title", "x", "y", enabled=False, bucket_pattern="*"),
    ],
)
def test_a_rule_is_read_again_from_what_it_writes(shape: dict[str, Any]) -> None:
    rule = parse_rule(shape)
    assert parse_rule(rule.to_json()) == rule


def built_in(data: dict[str, Any], bucket: str = "aw-watcher-window_box") -> Any:
    return RuleSet([rule for rules in built_in_rules().values() for rule in rules]).apply(bucket, data)


@pytest.mark.parametrize("app", ["KeePassXC", "keepassxc.exe", "1Password", "Bitwarden", "org.gnome.World.Secrets"])
def test_built_in_password_managers_show_no_title(app: str) -> None:
    assert built_in({"app": app, "title": "bank - me@example"}) == {"app": app, "title": "REDACTED"}


def test_built_in_vaults_in_browsers_and_private_windows() -> None:
    assert built_in({"app": "firefox", "title": "Bank | Bitwarden Web Vault"})["title"] == "REDACTED"
    found = built_in({"url": "https://vault.bitwarden.com/#/vault?itemId=1", "title": "Bank"})
    assert found == {"url": "REDACTED", "title": "REDACTED"}
    assert built_in({"url": "https://x.example/", "incognito": True}) is None
    assert built_in({"url": "https://x.example/", "incognito": False}) is not None


@pytest.mark.parametrize(
    "data",
    [WINDOW, WEB, {"app": "code", "title": "password.py - secrets - Code"}, {"status": "afk"}, {"app": "secretsanta"}],
)
def test_built_in_rules_leave_the_rest_alone(data: dict[str, Any]) -> None:
    assert built_in(data) is data


def test_built_in_rules_are_rules_like_others() -> None:
    for shapes in BUILT_IN.values():
        assert len(parse_rules(list(shapes))) == len(shapes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("ab.x", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.", max_size=3), inner, max_size=3),
    max_leaves=8,
)
DATA = st.dictionaries(st.sampled_from(["a", "b", "a.b", "url", "title"]), JSON, max_size=4)
FIELD = st.sampled_from(["a", "b", "a.b", "a.a", "url", "domain", "*"])


@given(DATA, FIELD)
def test_what_was_redacted_holds_no_match_any_more(data: dict[str, Any], field: str) -> None:
    rule = redact(field, "x")
    rule["replacement"] = "-"
    once = apply(data, rule)
    assert apply(once, rule) == once
    if field == "*":
        assert "x" not in repr(once)


@given(DATA, FIELD)
def test_dropped_is_exactly_what_redact_would_have_changed(data: dict[str, Any], field: str) -> None:
    dropped = apply(data, drop(field, "x")) is None
    changed = apply(data, redact(field, "x", replacement="-")) != data
    assert dropped == changed


def test_a_thousand_rules_are_applied_in_time() -> None:
    rules = RuleSet(parse_rules([redact("title", f"word{number} .*tail") for number in range(1000)]))
    rules.apply("b", WINDOW)
    started = time.perf_counter()
    for _ in range(20):
        rules.apply("b", WINDOW)
    assert (time.perf_counter() - started) / 20 < 0.02 * patience()


@given(
    st.sampled_from(
        [
            ("title", r"(?i)\b(?:bank|safe)\b[^|]{0,9}\bvault\b|\bvault\b[^|]{0,9}\bbank\b"),
            ("app", "^(?:one|two)$"),
            ("domain", "(?i)bank\\.example$"),
            ("$domain", "Kelvin|\u017f"),
            ("deep.er", "x"),
            ("*", "(?i)SAFE"),
            ("n", "^1$"),
        ]
    ),
    st.dictionaries(
        st.sampled_from(["title", "app", "domain", "url", "deep", "deep.er", "n"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(0, 2),
            st.text(max_size=9),
            st.sampled_from(["my BANK, a Vault", "vault of a ban\u212a", "\u017fafe: vault", "ONE", "one"]),
            st.sampled_from(["https://www.bank.example/x", "HTTPS://BANK.EXAMPLE", "about:blank"]),
            st.just({"er": "x"}),
        ),
    ),
)
def test_what_passes_at_a_glance_is_what_would_not_be_changed(looked: tuple[str, str], data: dict[str, Any]) -> None:
    rule = parse_rule(drop(*looked))
    assert rule.apply(data) is data or not rule.passes(data)
    for text in data.values():
        if isinstance(text, str):
            assert rule.finds(text) is (re.search(rule.pattern, text) is not None)


@pytest.mark.parametrize(
    "text", ["A Bank: my VAULT", "vault ban\u212a", "\u017fafe vault", "safe\u0130 vault", "x" * 5000]
)
def test_looking_for_its_words_first_finds_what_the_pattern_does(text: str) -> None:
    rule = parse_rule(drop("title", r"(?i)\b(?:bank|safe)\b[^|]{0,9}\bvault\b|\bvault\b[^|]{0,9}\bbank\b"))
    assert rule.finds(text) is (re.search(rule.pattern, text) is not None)
    assert rule.passes({"title": text}) is not rule.finds(text)
