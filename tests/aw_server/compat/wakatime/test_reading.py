"""Days, ranges and sums out: worked by hand for midnights, holidays, time without a language, ranges and zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aw_server.compat.wakatime.errors import Invalid, NoSuchThing
from aw_server.compat.wakatime.ranges import days_named, stats_range
from tests.aw_server.compat.wakatime.asking import BASE, ME, Asking, asking, beat

NOON = datetime(2024, 3, 8, 12, tzinfo=ZoneInfo("UTC")).timestamp()  # a Friday


def at(day: int, hour: int, minute: int = 0, second: float = 0, zone: str = "UTC") -> float:
    return datetime(2024, 3, day, hour, minute, tzinfo=ZoneInfo(zone)).timestamp() + second


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOON) as found:
        found.choose(timezone="UTC")
        yield found


def worked(client: Asking, day: int, seconds: float, **changes: Any) -> None:
    """So much time from nine o'clock on."""
    start = at(day, 9)
    times = [start + min(600 * n, seconds) for n in range(int(seconds // 600) + 2)]
    client.send([beat(time, **changes) for time in dict.fromkeys(times)])


def names(items: list[dict[str, Any]], value: str = "total_seconds") -> dict[str, float]:
    return {item["name"]: item[value] for item in items}


# -- summaries ----------------------------------------------------------------------------------------------------


def test_holidays_and_time_without_a_language(client: Asking) -> None:
    """4 March 1201 s of which 301 without a language, 5 March nothing, 6 March 1600 s."""
    start = at(4, 9)
    client.send(
        [beat(start), beat(start + 450), beat(start + 900, entity="/p/alpha/notes", language=None), beat(start + 1201)]
    )
    worked(client, 6, 1600)
    answer = client.get("summaries", start="2024-03-04", end="2024-03-06")
    assert [day["grand_total"]["total_seconds"] for day in answer["data"]] == [1201, 0, 1600]
    assert names(answer["data"][0]["languages"]) == {"Python": 900, "Other": 301}
    assert answer["cumulative_total"] == {"seconds": 2801, "text": "46 mins", "decimal": "0.77", "digital": "0:46"}
    assert answer["daily_average"] == {
        "holidays": 1,
        "days_including_holidays": 3,
        "days_minus_holidays": 2,
        "seconds": 1250,
        "text": "20 mins",
        "seconds_including_other_language": 1400,
        "text_including_other_language": "23 mins",
    }
    assert [day["range"]["text"] for day in answer["data"]] == [
        "Mon Mar 4th 2024",
        "Tue Mar 5th 2024",
        "Wed Mar 6th 2024",
    ]
    assert (answer["start"], answer["end"]) == ("2024-03-04T00:00:00Z", "2024-03-06T23:59:59Z")


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/New_York", "Europe/Berlin"])
def test_a_run_across_midnight_is_cut_there(client: Asking, zone: str) -> None:
    midnight = at(6, 0, zone=zone)
    client.send([beat(midnight - 400), beat(midnight + 200), beat(midnight + 260)])
    days = client.get("summaries", start="2024-03-05", end="2024-03-06", timezone=zone)["data"]
    assert [day["grand_total"]["total_seconds"] for day in days] == [400, 260]
    listed = client.get("durations", date="2024-03-06", timezone=zone)["data"]
    assert [(row["time"], row["duration"]) for row in listed] == [(midnight, 260)]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2024-10-27", 25),
        ("America/New_York", "2024-03-10", 23),
        ("Australia/Lord_Howe", "2024-04-07", 24.5),
    ],
)
def test_days_on_which_clocks_change(zone: str, day: str, hours: float) -> None:
    start = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).timestamp()
    with asking(start + 40 * 3600) as client:
        client.choose(timezone=zone)
        for hour in range(int(hours * 2)):
            client.send([beat(start + 1800 * hour + 300 * n) for n in range(6)])
        client.send([beat(start + hours * 3600)])
        [summary] = client.get("summaries", start=day, end=day)["data"]
        assert summary["grand_total"]["total_seconds"] == hours * 3600
        assert summary["range"]["timezone"] == zone


def test_lists_of_a_day(client: Asking) -> None:
    start = at(7, 9)
    client.send(
        [
            beat(start, dependencies=["flask", "numpy"]),
            beat(start + 100, category="ai coding", dependencies="flask"),
            beat(start + 160, project=None, branch=None, type="domain", entity="x.org", category=None, language=None),
            beat(start + 200, entity="/p/alpha/b.go", language=None),
        ]
    )
    [day] = client.get("summaries", start="2024-03-07", end="2024-03-07")["data"]
    assert names(day["categories"]) == {"Coding": 100, "AI Coding": 60, "Browsing": 40}
    assert names(day["projects"]) == {"alpha": 160, "Unknown Project": 40}
    assert names(day["languages"]) == {"Python": 160, "Other": 40}
    # A file counts fully for each of its dependencies; percents are of the list's own sum.
    assert names(day["dependencies"]) == {"flask": 160, "numpy": 100}
    assert names(day["dependencies"], "percent") == {"flask": 61.54, "numpy": 38.46}
    assert [row["name"] for row in day["machines"]] == ["box"]
    assert day["machines"][0]["machine_name_id"] == client.get("machine_names")["data"][0]["id"]
    assert "branches" not in day
    [of_project] = client.get("summaries", start="2024-03-07", end="2024-03-07", project="alpha")["data"]
    assert names(of_project["branches"]) == {"main": 160}
    assert names(of_project["entities"]) == {"/p/alpha/a.py": 160}
    [of_branch] = client.get("summaries", start="2024-03-07", end="2024-03-07", branches="main,dev")["data"]
    assert of_branch["grand_total"]["total_seconds"] == 160
    [nothing] = client.get("summaries", start="2024-03-07", end="2024-03-07", branches="dev")["data"]
    assert nothing["grand_total"]["total_seconds"] == 0
    assert nothing["projects"] == []


def test_a_language_is_told_by_the_file_where_none_was_sent(client: Asking) -> None:
    worked(client, 7, 600, language=None, entity="C:\\src\\Dockerfile")
    [day] = client.get("summaries", start="2024-03-07", end="2024-03-07")["data"]
    assert names(day["languages"]) == {"Docker": 600}


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"start": "2024-03-04"},
        {"start": "soon", "end": "2024-03-04"},
        {"start": "2024-03-05", "end": "2024-03-04"},
        {"start": "1900-01-01", "end": "2024-03-04"},
        {"range": "Last Century"},
        {"range": "Today", "timezone": "Mars/Olympus"},
        {"range": "Today", "timeout": "soon"},
        {"range": "Today", "timeout": "0"},
        {"range": "Today", "timeout": "99999"},
    ],
)
def test_questions_that_cannot_be_meant(client: Asking, args: dict[str, str]) -> None:
    reply = client.ask("GET", f"{ME}/summaries", **args)
    assert (reply.status_code, list(reply.get_json())) == (400, ["error"])


def test_dates_in_every_spelling(client: Asking) -> None:
    worked(client, 8, 600)
    for spelling in ("today", "2024-03-08", "03/08/2024", "2024-03-08T10:00:00Z", "2024-03-08T10:00:00+02:00"):
        answer = client.get("summaries", start=spelling, end=spelling)
        assert answer["data"][0]["grand_total"]["total_seconds"] == 600, spelling


TODAY = date(2024, 3, 8)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Today", "03-08", "03-08"),
        ("Yesterday", "03-07", "03-07"),
        ("Last 7 Days", "03-02", "03-08"),
        ("last_7_days", "03-02", "03-08"),
        ("Last 7 Days from Yesterday", "03-01", "03-07"),
        ("Last 14 Days", "02-24", "03-08"),
        ("LAST+30+DAYS", "02-08", "03-08"),
        ("This Week", "03-04", "03-08"),
        ("Last Week", "02-26", "03-03"),
        ("This Month", "03-01", "03-08"),
        ("Last Month", "02-01", "02-29"),
    ],
)
def test_ranges_of_summaries(client: Asking, name: str, first: str, last: str) -> None:
    answer = client.get("summaries", range=name)
    assert answer["data"][0]["range"]["date"] == f"2024-{first}"
    assert answer["data"][-1]["range"]["date"] == f"2024-{last}"


def test_weeks_begin_where_the_owner_says() -> None:
    assert days_named("This Week", TODAY, 6).first == date(2024, 3, 3)
    assert days_named("Last Week", TODAY, 6) == (date(2024, 2, 25), date(2024, 3, 2))


# -- status bar, all time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["status_bar/today", "statusbar/today"])
def test_the_status_bar(client: Asking, path: str) -> None:
    empty = client.get(path)
    assert empty["data"]["grand_total"] == {
        "decimal": "0.00",
        "digital": "0:00",
        "hours": 0,
        "minutes": 0,
        "text": "0 secs",
        "total_seconds": 0,
    }
    worked(client, 8, 4000)
    answer = client.get(path)
    assert answer["data"]["grand_total"]["text"] == "1 hr 6 mins"
    assert (answer["has_team_features"], answer["cached_at"]) == (False, "2024-03-08T12:00:00Z")
    assert answer["data"]["range"]["text"] == "Today"
    client.send([beat(at(8, 9, 0, 4300))])
    assert client.get(path)["data"]["grand_total"]["total_seconds"] == 4300


def test_all_time(client: Asking) -> None:
    worked(client, 1, 3600)
    worked(client, 8, 1800, project="beta")
    data = client.get("all_time_since_today")["data"]
    assert (data["total_seconds"], data["daily_average"], data["text"]) == (5400, 2700, "1 hr 30 mins")
    assert (data["range"]["start_date"], data["range"]["end_date"]) == ("2024-03-01", "2024-03-08")
    beta = client.get("all_time_since_today", project="beta")["data"]
    assert (beta["total_seconds"], beta["range"]["start_date"]) == (1800, "2024-03-08")
    assert (data["timeout"], data["percent_calculated"], data["is_up_to_date"]) == (15, 100, True)


# -- stats --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first", "last", "text"),
    [
        ("last_7_days", "2024-03-01", "2024-03-07", "last week"),
        ("last_30_days", "2024-02-07", "2024-03-07", "last month"),
        ("last_6_months", "2023-09-08", "2024-03-07", "last 6 months"),
        ("last_year", "2023-03-08", "2024-03-07", "last year"),
        ("all_time", "2024-02-01", "2024-03-08", "since Feb 1 2024"),
        ("2024", "2024-01-01", "2024-03-08", "in 2024"),
        ("2023", "2023-01-01", "2023-12-31", "in 2023"),
        ("2024-02", "2024-02-01", "2024-02-29", "in Feb 2024"),
        ("2023-12", "2023-12-01", "2023-12-31", "in Dec 2023"),
        ("today", "2024-03-08", "2024-03-08", "today"),
    ],
)
def test_ranges_of_stats(name: str, first: str, last: str, text: str) -> None:
    found = stats_range(name, TODAY, date(2024, 2, 1))
    assert (found.days.first.isoformat(), found.days.last.isoformat(), found.text) == (first, last, text)


def test_ranges_at_the_end_of_a_long_month() -> None:
    assert stats_range("last_6_months", date(2024, 8, 31), TODAY).days.first == date(2024, 2, 29)
    for name in ("2024-13", "0000", "last_century", "24"):
        with pytest.raises(Invalid):
            stats_range(name, TODAY, TODAY)
    for name in ("2025", "2024-04"):
        with pytest.raises(NoSuchThing):
            stats_range(name, TODAY, TODAY)


def test_a_week_in_moscow() -> None:
    """Asked on 19 January 2023: seven whole days that end yesterday."""
    with asking(datetime(2023, 1, 19, 9, tzinfo=ZoneInfo("UTC")).timestamp()) as client:
        client.choose(timezone="Europe/Moscow")
        data = client.get("stats/last_7_days")["data"]
    assert (data["start"], data["end"]) == ("2023-01-11T21:00:00Z", "2023-01-18T20:59:59Z")
    assert (data["is_including_today"], data["human_readable_range"]) == (False, "last week")


def test_stats(client: Asking) -> None:
    worked(client, 4, 3600)
    worked(client, 6, 3600)
    worked(client, 7, 1200, entity="/p/alpha/notes", language=None)
    worked(client, 8, 600)
    data = client.get("stats/last_7_days")["data"]
    assert (data["total_seconds"], data["total_seconds_including_other_language"]) == (7200, 8400)
    assert (data["daily_average"], data["daily_average_including_other_language"]) == (2400, 2800)
    assert (data["holidays"], data["days_including_holidays"], data["days_minus_holidays"]) == (4, 7, 3)
    assert data["human_readable_total_including_other_language"] == "2 hrs 20 mins"
    # The earliest of two that are alike.
    assert data["best_day"] == {"date": "2024-03-04", "text": "1 hr", "total_seconds": 3600}
    assert names(data["languages"], "percent") == {"Python": 85.71, "Other": 14.29}
    assert (data["status"], data["is_up_to_date"], data["percent_calculated"]) == ("ok", True, 100)
    assert client.get("stats/all_time")["data"]["is_including_today"] is True
    assert client.get("stats/all_time")["data"]["total_seconds_including_other_language"] == 9000
    assert client.get("stats")["data"]["range"] == "last_7_days"


def test_stats_of_everybody_are_the_owners(client: Asking) -> None:
    worked(client, 6, 3600)
    data = client.ask("GET", f"{BASE}/stats/last_7_days").get_json()["data"]
    assert data["total"]["sum"] == {"seconds": 3600, "text": "1 hr"}
    assert data["total"]["count"] == {"text": "1"}
    assert "sum" not in data["daily_average"]
    assert names(data["languages"], "is_verified") == {"Python": True}
    for path, status in (("2023", 200), ("2012", 404), ("2024", 404), ("all_time", 400)):
        assert client.ask("GET", f"{BASE}/stats/{path}").status_code == status


# -- insights -----------------------------------------------------------------------------------------------------


def test_insights(client: Asking) -> None:
    worked(client, 4, 3600)
    worked(client, 6, 1800, category="debugging")
    days = client.get("insights/days/last_7_days")["data"]["days"]
    assert [(day["date"], day["total"]) for day in days][3:6] == [
        ("2024-03-04", 3600),
        ("2024-03-05", 0),
        ("2024-03-06", 1800),
    ]
    assert days[5]["categories"] == [{"name": "Debugging", "total": 1800}]
    for weekday in ("0", "monday", "Monday"):
        only = client.get("insights/days/last_7_days", weekday=weekday)["data"]["days"]
        assert [day["date"] for day in only] == ["2024-03-04"]
    data = client.get("insights/weekday/last_30_days")["data"]
    assert data["weekday"] == data["weekdays"]
    monday = data["weekday"][0]
    assert (monday["name"], monday["total"], monday["count"], monday["average"]) == ("Monday", 3600, 4, 900)
    assert names(monday["categories"], "total") == {"Coding": 3600}
    best = client.get("insights/best_day/2024")["data"]["best_day"]
    assert (best["date"], best["total_seconds"]) == ("2024-03-04", 3600)
    average = client.get("insights/daily_average/2024-03")["data"]
    assert average["daily_average"]["current_user"]["daily_average"] == {"seconds": 2700, "text": "45 mins"}
    assert (average["holidays"], average["days_minus_holidays"]) == (6, 2)
    for kind in ("projects", "languages", "editors", "categories", "machines", "operating_systems"):
        assert client.get(f"insights/{kind}/all_time")["data"][kind][0]["total_seconds"] >= 3600
    assert client.ask("GET", f"{ME}/insights/horoscope/all_time").status_code == 404
    assert client.ask("GET", f"{ME}/insights/days/last_7_days?weekday=someday").status_code == 400


# -- things and people --------------------------------------------------------------------------------------------


def test_projects(client: Asking) -> None:
    client.choose(timezone="UTC", projects={"alpha": {"color": "#112233", "clients": ["ACME"]}})
    worked(client, 4, 600)
    worked(client, 6, 600, project="be ta/x")
    rows = client.get("projects")["data"]
    assert [row["name"] for row in rows] == ["be ta/x", "alpha"]
    assert (rows[0]["urlencoded_name"], rows[0]["color"]) == ("be%20ta%2Fx", None)
    assert (rows[1]["color"], rows[1]["clients"]) == ("#112233", ["ACME"])
    assert (rows[1]["first_heartbeat_at"], rows[1]["last_heartbeat_at"]) == (
        "2024-03-04T09:00:00Z",
        "2024-03-04T09:10:00Z",
    )
    assert rows[1]["human_readable_last_heartbeat_at"] == "4 days ago"
    assert [row["name"] for row in client.get("projects", q="ALP")["data"]] == ["alpha"]
    assert client.get("projects/be%20ta%2Fx")["data"]["id"] == rows[0]["id"]
    assert client.get(f"projects/{rows[1]['id']}")["data"]["name"] == "alpha"
    assert client.ask("GET", f"{ME}/projects/gamma").status_code == 404


def test_a_project_s_colour_is_in_the_durations(client: Asking) -> None:
    client.choose(timezone="UTC", projects={"alpha": {"color": "#112233"}})
    worked(client, 4, 600)
    answer = client.get("durations", date="2024-03-04")
    assert (answer["data"][0]["color"], answer["branches"]) == ("#112233", ["main"])
    assert client.ask("GET", f"{ME}/durations").get_json() == {"error": "date is required"}
    assert client.ask("GET", f"{ME}/durations?date=2024-03-04&slice_by=mood").status_code == 400


@pytest.mark.parametrize("slice_by", ["entity", "language", "dependencies", "os", "editor", "category", "machine"])
def test_durations_sliced_by_everything(client: Asking, slice_by: str) -> None:
    worked(client, 4, 900)
    for row in client.get("durations", date="2024-03-04", slice_by=slice_by)["data"]:
        assert slice_by in row


def test_machines_and_agents(client: Asking) -> None:
    client.send([beat(at(4, 9)), beat(at(6, 9))], Timezone="Europe/Berlin")
    [machine] = client.get("machine_names")["data"]
    assert (machine["name"], machine["timezone"]) == ("box", "Europe/Berlin")
    assert (machine["created_at"], machine["last_seen_at"]) == ("2024-03-04T09:00:00Z", "2024-03-06T09:00:00Z")
    [agent] = client.get("user_agents")["data"]
    assert (agent["editor"], agent["os"], agent["version"]) == ("VS Code", "Linux", "24.8.0")
    editors = {row["name"]: row for row in client.ask("GET", f"{BASE}/editors").get_json()["data"]}
    assert editors["VS Code"]["version"] == "24.8.0"
    assert editors["Vim"]["version"] is None
    unreleased = client.ask("GET", f"{BASE}/editors?unreleased=true").get_json()["data"]
    assert len(unreleased) > len(editors)


def test_languages_and_where_the_server_is(client: Asking) -> None:
    answer = client.ask("GET", f"{BASE}/program_languages").get_json()
    assert answer["total"] == len(answer["data"]) > 90
    assert client.ask("GET", f"{BASE}/meta").get_json()["data"]["ips"]["api"] == ["127.0.0.1", "::1"]


def test_the_owner(client: Asking) -> None:
    assert client.get("")["data"]["display_name"] == "Anonymous User"
    client.choose(
        timezone="Europe/Berlin",
        full_name="Ada L.",
        username="ada",
        email="ada@example.org",
        website="https://ada.example",
        github_username="ada",
        city={"name": "London", "country_code": "UK"},
        is_hireable=True,
        timeout="15 minutes",
    )
    worked(client, 6, 600)
    data = client.get("")["data"]
    expected = {
        "display_name": "Ada L.",
        "username": "ada",
        "email": "ada@example.org",
        "human_readable_website": "ada.example",
        "github_username": "ada",
        "linkedin_username": None,
        "timezone": "Europe/Berlin",
        "is_hireable": True,
        "last_project": "alpha",
        "last_branch": "main",
        "last_plugin_name": "VS Code",
        "last_heartbeat_at": "2024-03-06T09:10:00Z",
        # What cannot be meant is as if it were not set.
        "timeout": 15,
    }
    assert {key: data[key] for key in expected} == expected
    assert data["city"] == {"country_code": "UK", "name": "London", "state": None, "title": "London, UK"}


def test_leaders(client: Asking) -> None:
    client.choose(timezone="UTC", username="ada", city={"country_code": "UK"})
    worked(client, 6, 3600)
    worked(client, 7, 1800, language="Go")
    answer = client.ask("GET", f"{BASE}/leaders").get_json()
    assert (answer["current_user"]["rank"], len(answer["data"])) == (1, 1)
    total = answer["data"][0]["running_total"]
    assert (total["total_seconds"], total["daily_average"]) == (5400, 2700)
    assert names(total["languages"]) == {"Python": 3600, "Go": 1800}
    german = client.ask("GET", f"{BASE}/leaders?country_code=DE").get_json()
    assert (german["data"], german["current_user"]["rank"]) == ([], None)
    go = client.ask("GET", f"{BASE}/leaders?language=Go&country_code=uk").get_json()
    assert go["data"][0]["running_total"]["total_seconds"] == 1800
    assert client.ask("GET", f"{BASE}/leaders?is_hireable=true").get_json()["data"] == []


def test_private_leaderboards(client: Asking) -> None:
    assert client.get("leaderboards") == {"data": [], "total": 0, "total_pages": 1}
    client.choose(timezone="UTC", leaderboards=[{"name": "Home", "id": "home"}])
    worked(client, 6, 3600)
    assert client.get("leaderboards")["data"][0]["name"] == "Home"
    board = client.get("leaderboards/home")
    assert (board["data"][0]["rank"], board["data"][0]["running_total"]["total_seconds"]) == (1, 3600)
    assert client.ask("GET", f"{ME}/leaderboards/other").status_code == 404


def test_there_are_no_organizations(client: Asking) -> None:
    assert client.get("orgs") == {
        "data": [],
        "next_page": None,
        "page": 1,
        "prev_page": None,
        "total": 0,
        "total_pages": 1,
    }
    board = "orgs/o/dashboards/d"
    for path in ("orgs/o", "orgs/o/dashboards", f"{board}/members", f"{board}/members/m/summaries"):
        assert client.ask("GET", f"{ME}/{path}").status_code == 404
    for path in (f"{board}/members/m/durations", f"{board}/summaries", f"{board}/durations"):
        assert client.ask("GET", f"{ME}/{path}").status_code == 404


# -- preferences change answers -----------------------------------------------------------------------------------


def test_preferences_change_the_answers(client: Asking) -> None:
    start = at(8, 9)
    client.send([beat(start, is_write=True), beat(start + 300), beat(start + 600, is_write=True), beat(start + 1800)])

    def total() -> float:
        return float(client.get("status_bar/today")["data"]["grand_total"]["total_seconds"])

    assert total() == 600
    client.choose(timezone="UTC", timeout=20)
    assert total() == 1800
    client.choose(timezone="UTC", timeout=5, writes_only=True)
    assert total() == 0
    client.choose(timezone="Pacific/Kiritimati")
    assert client.get("status_bar/today")["data"]["range"]["date"] == "2024-03-09"
    client.choose(profile_range="all_time")
    assert client.get("stats")["data"]["range"] == "all_time"
    client.choose(logged_time_public=True, editors_used_public=True)
    data = client.get("stats")["data"]
    assert (data["is_coding_activity_visible"], data["is_other_usage_visible"]) == (True, True)
