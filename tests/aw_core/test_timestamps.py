"""Parsing as iso8601 does, only faster; microseconds both ways (contract 2.2)."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import iso8601
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import aw_core.timestamps
from aw_core.timestamps import EPOCH, from_us, isoformat_us, parse_timestamp, to_us, usual_us, utc_ms

T0 = datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-05", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("20240501", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01T10", T0),
        ("2024-05-01 10:00", T0),
        ("2024-05-01T10:00:00", T0),
        ("2024-05-01T10:00:00Z", T0),
        ("2024-05-01T10:00:00.000000Z", T0),
        ("2024-05-01T10:00:00,25Z", T0 + timedelta(milliseconds=250)),
        ("2024-05-01T10:00:00.123456789Z", T0 + timedelta(microseconds=123456)),
        ("2024-05-01T12:00:00+02", T0),
        ("2024-05-01T12:00:00+0200", T0),
        ("2024-05-01T12:00:00+02:00", T0),
        ("2024-05-01T04:30:00-05:30", T0),
        ("20240501T100000Z", T0),
        # A "+" that became a space on its way through a URL.
        ("2024-05-01T12:00:00 02:00", T0),
        ("2024-05-01T12:00:00.000 0200", T0),
        ("2024-05-01 12:00:00 02:00", T0),
        ("2024-05-01T12:00 02", T0),
        # No zone but a time: the space separates it from the date.
        ("2024-05-01 02:00", T0.replace(hour=2)),
    ],
)
def test_forms(text: str, moment: datetime) -> None:
    found = parse_timestamp(text)
    assert found == moment
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2024-W18-3",
        "2024-W18-3T10:00:00",
        "2024-05-01T24:00:00",
        "2024-05-01T10:00:00 ",
        " 2024-05-01T10:00:00",
        "2024-05-01t10:00:00",
        "2024-05-01_10:00:00",
        "2024-05-01T10:00:00+02:00:30",
        "2024-05-01T10:00:00+25:00",
        "2024-13-01T10:00:00",
        "2024-02-30",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-02:00",
        "٢٠٢٤-05-01T10:00:00Z",
        "1714557600",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(iso8601.ParseError):
        parse_timestamp(text)


def test_the_error_class_is_at_hand() -> None:
    assert aw_core.timestamps.ParseError is iso8601.ParseError
    assert issubclass(iso8601.ParseError, ValueError)
    with pytest.raises(AttributeError):
        aw_core.timestamps.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_datetimes() -> None:
    assert parse_timestamp(T0) is T0
    assert parse_timestamp(datetime(2024, 5, 1, 10)) == T0
    berlin = parse_timestamp(datetime(2024, 5, 1, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    assert berlin == T0
    assert berlin.tzinfo is UTC
    with pytest.raises(iso8601.ParseError):
        parse_timestamp(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2))))


@pytest.mark.parametrize("wrong", [5, None, 1.5, b"2024"])
def test_other_types(wrong: Any) -> None:
    with pytest.raises(TypeError):
        parse_timestamp(wrong)


@given(
    st.from_regex(
        r"[0-9]{4}(-?[01][0-9](-?[0-3][0-9]([T ][0-2][0-9](:?[0-6][0-9](:?[0-6][0-9]([.,][0-9]{1,9})?)?)?"
        r"(Z|[+-][0-2][0-9](:?[0-9]{2})?)?)?)?)?",
        fullmatch=True,
    )
)
@example("2024-05-01T10:00:00+00:00")
def test_agrees_with_the_library_it_overtakes(text: str) -> None:
    try:
        expected: datetime | None = iso8601.parse_date(text).astimezone(UTC)
    except (iso8601.ParseError, OverflowError):
        expected = None
    try:
        found: datetime | None = parse_timestamp(text)
    except iso8601.ParseError:
        found = None
    assert found == expected


@given(
    st.one_of(st.datetimes(timezones=st.just(UTC)), st.datetimes(), st.datetimes(timezones=st.timezones())).map(
        lambda moment: moment.isoformat()
    )
    | st.text()
)
def test_the_usual_forms_are_read_at_a_glance(text: str) -> None:
    found = usual_us(text)
    if found is not None and to_us(datetime.min.replace(tzinfo=UTC)) <= found <= to_us(
        datetime.max.replace(tzinfo=UTC)
    ):
        assert found == to_us(parse_timestamp(text))


def test_what_is_usual() -> None:
    for text in ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00", "2024-05-01 12:00:00.0+02:00"):
        assert usual_us(text) == to_us(datetime(2024, 5, 1, 10, tzinfo=UTC))
    assert usual_us("20240501T1000Z") is None


@given(
    st.lists(
        st.from_regex(
            r"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]([.,][0-9]{1,10})?(Z|[+-]0[01]:00)?",
            fullmatch=True,
        )
        | st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat()),
        max_size=4,
    )
)
@example(["2024-05-01T10:00:00.9999999Z", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999999Z"])
def test_a_list_in_utc_is_read_together(texts: list[str]) -> None:
    found = utc_ms(texts)
    if found is not None:
        assert found == [to_us(parse_timestamp(text)) // 1000 for text in texts]
        assert [isoformat_us(ms * 1000)[:19] for ms in found] == [text[:19] for text in texts]


def test_what_a_list_in_utc_is() -> None:
    usual = "2024-05-01T10:00:00.1239Z"
    assert utc_ms([usual, "2024-05-01T10:00:01+00:00"]) == [1_714_557_600_123, 1_714_557_601_000]
    for other in (
        "2024-05-01T12:00:00+02:00",
        "2024-05-01T10:00:00",
        "2024-05-01 10:00:00Z",
        "2024-W18-3T10:00:00Z",
        "2024-13-01T10:00:00Z",
        f"{usual}\n{usual}",
        "",
    ):
        assert utc_ms([usual, other]) is None


@given(st.text())
def test_any_text_is_a_moment_or_a_parse_error(text: str) -> None:
    with contextlib.suppress(iso8601.ParseError):
        assert parse_timestamp(text).tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_both_ways(moment: datetime) -> None:
    us = to_us(moment)
    assert from_us(us) == moment
    assert us == (moment - EPOCH) // timedelta(microseconds=1)
    assert parse_timestamp(isoformat_us(us)) == moment


def test_to_us_of_other_zones() -> None:
    assert to_us(datetime(2024, 5, 1, 10)) == to_us(T0)
    assert to_us(T0.astimezone(timezone(timedelta(hours=5, minutes=30)))) == to_us(T0)
    assert to_us(EPOCH) == 0
    assert to_us(EPOCH - timedelta(microseconds=1)) == -1


def test_isoformat() -> None:
    assert isoformat_us(0) == "1970-01-01T00:00:00+00:00"
    assert isoformat_us(1) == "1970-01-01T00:00:00.000001+00:00"


def test_out_of_range() -> None:
    with pytest.raises(OverflowError):
        from_us(10**18)
