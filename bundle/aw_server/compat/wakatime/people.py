"""The owner and who they are compared with: users, leaders, private leaderboards, organizations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aw_server.compat.wakatime import agents, beats
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.errors import NoSuchThing
from aw_server.compat.wakatime.facts import agent_of, branch_of, project_of
from aw_server.compat.wakatime.profile import username_of
from aw_server.compat.wakatime.ranges import StatsRange
from aw_server.compat.wakatime.stats import chosen_range
from aw_server.compat.wakatime.summing import other_us, sums

Shape = dict[str, Any]

_SECOND = 1_000_000
_LAST_WEEK = "last_7_days"


def user(call: Call) -> tuple[Shape, int]:
    """The owner."""
    profile = call.profile
    newest = call.services.store.newest() if call.identity.may("read_heartbeats") else None
    data = newest.event.data if newest else {}
    agent = agent_of(data)
    modified = fmt.iso(call.owner.created_us)
    return {
        "data": {
            "id": call.owner.id,
            "has_premium_features": True,
            "display_name": profile.display_name,
            "full_name": profile.full_name or None,
            "email": _email(call),
            "photo": profile.photo or None,
            "is_email_public": profile.is_email_public,
            "is_email_confirmed": bool(profile.email),
            "public_email": profile.public_email or None,
            "photo_public": profile.photo_public,
            "timezone": profile.zone.key,
            "last_heartbeat_at": fmt.iso(newest.event.start_us) if newest else None,
            "last_plugin": agent,
            "last_plugin_name": agents.parse(agent).editor if agent else None,
            "last_project": project_of(data),
            "last_branch": branch_of(data),
            "plan": "premium",
            "username": username_of(profile),
            "website": profile.website or None,
            "human_readable_website": _without_scheme(profile.website),
            **{f"{site}_username": getattr(profile, f"{site}_username") or None for site in _SITES},
            "city": city(profile.city),
            "location": profile.location or None,
            "logged_time_public": profile.logged_time_public,
            "languages_used_public": profile.languages_used_public,
            "editors_used_public": profile.editors_used_public,
            "categories_used_public": profile.categories_used_public,
            "os_used_public": profile.os_used_public,
            "share_all_time_since_days": profile.share_all_time_since_days,
            "is_hireable": profile.is_hireable,
            "is_onboarded": True,
            "is_sso_connected": False,
            "logged_in_at": fmt.iso(call.now_us),
            "timeout": profile.timeout,
            "writes_only": profile.writes_only,
            "weekday_start": profile.weekday_start,
            "created_at": modified,
            "modified_at": modified,
        }
    }, 200


_SITES = ("wonderfuldev", "github", "twitter", "linkedin")


def city(chosen: Mapping[str, str]) -> Shape | None:
    """Where they live; None where nothing was said."""
    if not any(chosen.values()):
        return None
    name, state, country = (chosen.get(key) or None for key in ("name", "state", "country_code"))
    rest = country if state == name else state or country
    title = chosen.get("title") or ", ".join(part for part in (name, rest) if part)
    return {"country_code": country, "name": name, "state": state, "title": title or None}


def public_user(call: Call, *, hireable: bool = True) -> Shape:
    """The owner as others on a board see them."""
    profile = call.profile
    shape: Shape = {
        "id": call.owner.id,
        "email": profile.public_email or (profile.email if profile.is_email_public else "") or None,
        "username": username_of(profile),
        "full_name": profile.full_name or None,
        "display_name": profile.display_name,
        "website": profile.website or None,
        "human_readable_website": _without_scheme(profile.website),
        "city": city(profile.city),
        "is_email_public": profile.is_email_public,
        "photo": profile.photo or None,
        "photo_public": profile.photo_public,
    }
    if hireable:
        shape["is_hireable"] = profile.is_hireable
    return shape


def leaders(call: Call) -> tuple[Shape, int]:
    """The leaderboard of this server: the owner, if the filters fit them."""
    board = chosen_range(call, _LAST_WEEK)
    rows = [_leader(call, board)] if _fits(call) else []
    rank = 1 if rows else None
    return {
        "current_user": {"rank": rank, "page": rank, "user": public_user(call)},
        "data": rows,
        "page": 1,
        "total_pages": 1,
        "range": _board_range(call, board),
        "is_hireable": call.flag("is_hireable", False),
        **_board(call),
        "modified_at": fmt.iso(call.now_us),
    }, 200


def leaderboards(call: Call) -> tuple[Shape, int]:
    """The owner's private boards."""
    rows = [leaderboard_row(board, fmt.iso(call.owner.created_us)) for board in call.profile.leaderboards]
    return {"data": rows, "total": len(rows), "total_pages": 1}, 200


def leaderboard(call: Call, board: str) -> tuple[Shape, int]:
    """The members of a private board: the owner. Raises NoSuchThing."""
    if board not in [row["id"] for row in leaderboards(call)[0]["data"]]:
        raise NoSuchThing("there is no such leaderboard")
    week = chosen_range(call, _LAST_WEEK)
    rows = [{**_leader(call, week), "page": 1}] if _fits(call) else []
    return {
        "data": rows,
        **_board(call),
        "modified_at": fmt.iso(call.now_us),
        "page": 1,
        "total_pages": 1,
        "range": _board_range(call, week),
    }, 200


def leaderboard_row(board: Mapping[str, Any], created: str) -> Shape:
    """One private board in the list of them. Boards are part of the setting `wakatime`: `{"name": …}`."""
    name = beats.text(board.get("name")) or "Leaderboard"
    return {
        "can_delete": True,
        "can_edit": True,
        "created_at": created,
        "has_available_seat": True,
        "id": beats.text(board.get("id")) or beats.stable_id("leaderboard", name),
        "members_count": 1,
        "members_with_timezones_count": 1,
        "modified_at": created,
        "name": name,
        "time_range": _LAST_WEEK,
    }


def paging(page: int, total: int, size: int = 100) -> Shape:
    """Where a page stands among all."""
    pages = max(1, -(-total // size))
    return {
        "next_page": page + 1 if page < pages else None,
        "page": page,
        "prev_page": page - 1 if page > 1 else None,
        "total": total,
        "total_pages": pages,
    }


def _leader(call: Call, board: StatsRange) -> Shape:
    activity = call.services.engine.activity(board.days, call.calendar.zone, call.rules)
    times = activity.by_fact()
    language = call.args.get("language")
    if language:
        times = [(fact, us) for fact, us in times if fact.language == language]
    total = (sum(us for _, us in times) - other_us(times)) / _SECOND
    active = sum(us > 0 for us in activity.by_day())
    average = total / active if active else 0.0
    granted = call.identity.dimensions("read_stats", "read_summaries", "read_heartbeats")
    shown = times if granted is None or "languages" in granted else []
    languages = sorted(sums(shown, "languages").items(), key=lambda entry: (-entry[1], entry[0]))
    return {
        "rank": 1,
        "running_total": {
            "total_seconds": total,
            "human_readable_total": fmt.text(total),
            "daily_average": average,
            "human_readable_daily_average": fmt.text(average),
            "languages": [{"name": name, "total_seconds": us / _SECOND} for name, us in languages],
        },
        "user": public_user(call),
    }


def _fits(call: Call) -> bool:
    """Whether the owner passes the filters of the request."""
    country = call.args.get("country_code")
    if country and (call.profile.city.get("country_code") or "").upper() != country.upper():
        return False
    return not call.flag("is_hireable", False) or call.profile.is_hireable


def _board(call: Call) -> Shape:
    return {
        "language": call.args.get("language") or None,
        "country_code": call.args.get("country_code") or None,
        "timeout": call.rules.timeout,
        "writes_only": call.rules.writes_only,
    }


def _board_range(call: Call, board: StatsRange) -> Shape:
    start, end = call.calendar.span(board.days)
    return {
        "start_date": fmt.iso(start),
        "start_text": fmt.day_text(board.days.first, call.calendar.today),
        "end_date": fmt.iso_last_second(end),
        "end_text": fmt.day_text(board.days.last, call.calendar.today),
        "name": board.name,
        "text": "Last 7 Days",
    }


def _email(call: Call) -> str | None:
    return (call.profile.email or None) if call.identity.may("email") else None


def _without_scheme(website: str) -> str | None:
    return website.partition("://")[2] or website or None
