"""Every address of this guest: method, path, what answers, and what a token needs to be allowed to.

The table is the guest's own, so that nothing of it is loaded before the first request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from werkzeug.routing import Map, Rule

from aw_server.compat.wakatime import (
    commits,
    durations,
    external,
    goals,
    insights,
    orgs,
    people,
    receive,
    shares,
    stats,
    summaries,
    taking_in,
    things,
)

Handler = Callable[..., tuple[Any, int]]

_SUMMARIES = ("read_summaries", "read_heartbeats")
_STATS = ("read_stats", "read_summaries", "read_heartbeats")
_BEATS = ("read_heartbeats",)
_PROJECTS, _MACHINES, _EDITORS = (
    (f"read_summaries.{part}", f"read_stats.{part}", "read_heartbeats") for part in ("projects", "machines", "editors")
)
_WRITE = ("write_heartbeats",)
# No scope of the service allows it, so no token does.
_OWNER = ("owner",)


class Route(NamedTuple):
    """One entry of the table. `scopes`: any of them suffices; None: for everybody, also without a key."""

    method: str
    path: str
    handler: Handler
    scopes: tuple[str, ...] | None = ()
    reads_raw: bool = False


def of_user(method: str, path: str, handler: Handler, scopes: tuple[str, ...] = ()) -> Route:
    """A route below the user."""
    return Route(method, f"/users/<user>{path}", handler, scopes)


_DASHBOARD = "/orgs/<org>/dashboards/<dashboard>"

ROUTES: list[Route] = [
    of_user("GET", "", people.user),
    of_user("GET", "/all_time_since_today", summaries.all_time, _SUMMARIES),
    of_user("GET", "/durations", durations.durations, _BEATS),
    of_user("GET", "/data_dumps", lambda call: call.services.dumps.listing(call), _OWNER),
    of_user("POST", "/data_dumps", lambda call: call.services.dumps.create(call), _OWNER),
    Route("POST", "/users/<user>/data_dumps/import", taking_in.take_in, _OWNER, reads_raw=True),
    of_user("GET", "/external_durations", external.listing, _BEATS),
    of_user("POST", "/external_durations", external.create, _WRITE),
    of_user("POST", "/external_durations.bulk", external.create_many, _WRITE),
    of_user("DELETE", "/external_durations.bulk", external.delete, _WRITE),
    of_user("GET", "/goals", goals.goals, ("read_goals",)),
    of_user("GET", "/goals/<goal>", goals.goal, ("read_goals",)),
    of_user("GET", "/heartbeats", durations.heartbeats, _BEATS),
    of_user("POST", "/heartbeats", receive.heartbeat, _WRITE),
    of_user("POST", "/heartbeats.bulk", receive.heartbeats, _WRITE),
    of_user("DELETE", "/heartbeats.bulk", receive.delete_heartbeats, _WRITE),
    of_user("GET", "/insights/<insight_type>/<name>", insights.insight, _STATS),
    of_user("GET", "/leaderboards", people.leaderboards, ("read_private_leaderboards",)),
    of_user("GET", "/leaderboards/<board>", people.leaderboard, ("read_private_leaderboards",)),
    of_user("GET", "/machine_names", things.machine_names, _MACHINES),
    of_user("GET", "/orgs", orgs.orgs, ("read_orgs",)),
    of_user("GET", "/orgs/<org>", orgs.dashboards, ("read_orgs",)),
    of_user("GET", "/orgs/<org>/dashboards", orgs.dashboards, ("read_orgs",)),
    of_user("GET", f"{_DASHBOARD}/members", orgs.members, ("read_orgs",)),
    of_user("GET", f"{_DASHBOARD}/members/<member>/summaries", orgs.member_summaries, ("read_orgs",)),
    of_user("GET", f"{_DASHBOARD}/members/<member>/durations", orgs.member_durations, ("read_orgs",)),
    of_user("GET", f"{_DASHBOARD}/summaries", orgs.everybodys_summaries, ("read_orgs",)),
    of_user("GET", f"{_DASHBOARD}/durations", orgs.everybodys_durations, ("read_orgs",)),
    of_user("GET", "/projects", things.projects, _PROJECTS),
    of_user("GET", "/projects/<path:project>/commits", commits.commits, _BEATS),
    of_user("GET", "/projects/<path:project>/commits/<hash>", commits.commit, _BEATS),
    of_user("GET", "/projects/<path:project>", things.project, _PROJECTS),
    of_user("GET", "/stats", stats.stats, _STATS),
    of_user("GET", "/stats/<name>", stats.stats, _STATS),
    of_user("GET", "/status_bar/today", summaries.status_bar, _SUMMARIES),
    of_user("GET", "/statusbar/today", summaries.status_bar, _SUMMARIES),
    of_user("GET", "/summaries", summaries.summaries, _SUMMARIES),
    of_user("GET", "/user_agents", things.user_agents, _EDITORS),
    of_user("POST", "/file_experts", receive.file_experts, _BEATS),
    Route("GET", "/editors", things.editors, None),
    Route("GET", "/dumps/<secret>", lambda call, secret: call.services.dumps.download(call, secret), None),
    Route("GET", "/leaders", people.leaders, _STATS),
    Route("GET", "/meta", things.meta, None),
    Route("GET", "/program_languages", things.program_languages, None),
    Route("GET", "/stats/<name>", stats.aggregate, _STATS),
    Route("POST", "/plugins/errors", receive.plugin_error, None),
    Route("GET", "/oauth/authorize", lambda call: call.services.oauth.ask(call), None),
    Route("POST", "/oauth/authorize", lambda call: call.services.oauth.answer(call), None, reads_raw=True),
    Route("POST", "/oauth/token", lambda call: call.services.oauth.token(call), None, reads_raw=True),
    Route("POST", "/oauth/revoke", lambda call: call.services.oauth.revoke(call), None, reads_raw=True),
    Route("GET", "/share/<owner>/<file>", shares.share, None),
    Route("GET", "/badge/<file>", shares.badge, None),
    Route("GET", "/badge/<owner>/<path:view>", shares.badge_elsewhere, None),
    Route("GET", "/compat/shields/v1/<owner>/<path:view>", shares.shields, None),
    Route("GET", "/oauth/test", lambda call: call.services.oauth.show(call), None),
    # Plug-ins that were given some of the address, or all of it, as the address of the service.
    Route("POST", "/", receive.heartbeat, _WRITE),
    Route("POST", "/heartbeat", receive.heartbeat, _WRITE),
    Route("POST", "/heartbeats", receive.heartbeat, _WRITE),
    Route("POST", "/heartbeats.bulk", receive.heartbeats, _WRITE),
]


def url_map() -> Map:
    """The table, ready to be asked. Both slash forms answer: redirected clients lose the body of a POST."""
    rules = [
        Rule(route.path, endpoint=number, methods=[route.method], strict_slashes=False)
        for number, route in enumerate(ROUTES)
    ]
    return Map(rules, strict_slashes=False, merge_slashes=False)
