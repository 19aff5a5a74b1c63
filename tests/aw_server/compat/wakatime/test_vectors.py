"""Worked cases, computed by hand: heartbeats in, durations and summaries out."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aw_server.compat.wakatime import agents
from aw_server.compat.wakatime import format as fmt
from tests.aw_server.compat.wakatime.asking import Asking, asking

VECTORS = json.loads((Path(__file__).parents[3] / "vectors/wakatime/vectors.json").read_text())
CASES = {case["id"]: case for case in VECTORS["cases"]}
JOINING = [name for name, case in CASES.items() if "heartbeats" in case]


def sent(case: dict[str, Any], client: Asking) -> None:
    client.choose(timezone=case["tz"], timeout=case["timeout_min"], writes_only=case.get("writes_only", False))
    answers = client.send(case["heartbeats"])
    assert [status for _, status in answers] == [201] * len(case["heartbeats"])


def day_after(case: dict[str, Any]) -> float:
    return datetime.combine(
        date.fromisoformat(case["date"]) + timedelta(days=1), time(12), ZoneInfo(case["tz"])
    ).timestamp()


def summary(client: Asking, case: dict[str, Any], **args: Any) -> dict[str, Any]:
    [day] = client.get("summaries", start=case["date"], end=case["date"], **args)["data"]
    return dict(day)


def plain(durations: list[dict[str, Any]], *more: str) -> list[dict[str, Any]]:
    return [{key: item[key] for key in ("time", "project", "duration", *more)} for item in durations]


def test_all_vectors_are_used() -> None:
    assert len(JOINING) == 8
    assert set(CASES) - set(JOINING) == {"V9-format-table", "V11-user-agent"}


@pytest.mark.parametrize("name", JOINING)
def test_joining(name: str) -> None:
    case = CASES[name]
    expected = case["expect"]
    with asking(day_after(case)) as client:
        sent(case, client)
        day = summary(client, case)
        total = day["grand_total"]
        if "total_seconds" in expected:
            assert total["total_seconds"] == expected["total_seconds"]
        for key, value in expected.get("grand_total", {}).items():
            assert total[key] == value
        if "durations" in expected:
            assert plain(client.get("durations", date=case["date"])["data"]) == expected["durations"]
        for key in ("projects", "languages"):
            if key in expected:
                got = {item["name"]: [item["total_seconds"], item["percent"]] for item in day[key]}
                assert got == expected[key]
        if "stored_heartbeats" in expected:
            assert len(client.get("heartbeats", date=case["date"])["data"]) == expected["stored_heartbeats"]


def test_filters_follow_joining_and_slices_cut_further() -> None:
    case = CASES["V3-switch-attribution"]
    with asking(day_after(case)) as client:
        sent(case, client)
        wanted = case["expect"]["project_filter"]
        day = summary(client, case, project=wanted["project"])
        assert day["grand_total"]["total_seconds"] == wanted["total_seconds"]
        sliced = client.get("durations", date=case["date"], slice_by="language")["data"]
        assert plain(sliced, "language") == case["expect"]["durations_slice_by_language"]


def test_a_day_of_23_hours() -> None:
    case = CASES["V5-dst-23h-day"]
    with asking(day_after(case)) as client:
        sent(case, client)
        answer = client.get("durations", date=case["date"])
        assert (answer["start"], answer["end"]) == (case["expect"]["start"], case["expect"]["end"])


def test_only_writes() -> None:
    case = CASES["V6-writes-only"]
    expected = case["expect"]
    with asking(day_after(case)) as client:
        sent(case, client)

        def total(**args: Any) -> float:
            return float(summary(client, case, **args)["grand_total"]["total_seconds"])

        assert total(writes_only="false") == expected["total_seconds_writes_only_false"]
        assert total(writes_only="true") == expected["total_seconds_writes_only_true"]
        assert total(writes_only="true", timeout=5) == expected["total_seconds_writes_only_true_timeout_5"]


@pytest.mark.parametrize("row", CASES["V9-format-table"]["rows"], ids=lambda row: str(row["seconds"]))
def test_formats(row: dict[str, Any]) -> None:
    seconds = row["seconds"]
    total, item = fmt.total(seconds), fmt.item("x", seconds, 100.0)
    assert (total["text"], total["decimal"], total["digital"]) == (row["text"], row["decimal"], row["digital_total"])
    assert (item["text"], item["decimal"], item["digital"]) == (row["text"], row["decimal"], row["digital_item"])


@pytest.mark.parametrize("row", CASES["V11-user-agent"]["rows"], ids=lambda row: row["editor"])
def test_user_agents(row: dict[str, Any]) -> None:
    found = agents.parse(row["ua"])._asdict()
    assert {key: found[key] for key in row if key != "ua"} == {key: row[key] for key in row if key != "ua"}
