"""Organizations, their dashboards and members: who may see whose time. None, until there are several people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.durations import durations
from aw_server.compat.wakatime.errors import NoSuchThing, OutOfScope
from aw_server.compat.wakatime.people import paging, public_user
from aw_server.compat.wakatime.profile import username_of
from aw_server.compat.wakatime.summaries import summaries

Shape = dict[str, Any]

_PAGE: Final = 100
_ORG_RIGHTS: Final = (
    "list_dashboards",
    "create_dashboards",
    "display_coding_on_dashboards",
    "view_all_dashboards",
    "add_people_to_dashboards",
    "remove_people_from_dashboards",
    "edit_and_delete_dashboards",
    "add_people_to_org",
    "remove_people_from_org",
    "manage_groups",
    "view_audit_log",
    "edit_org",
    "manage_billing",
    "delete_org",
)
_DASHBOARD_RIGHTS: Final = ("view", "request_to_view", "request_to_join", "add_members", "remove_members", "delete")


@dataclass(frozen=True)
class Dashboard:
    """A dashboard; an empty `timezone` is its organization's. `rights` are the asker's."""

    id: str
    full_name: str
    created_by: str
    created_us: int
    member_ids: tuple[str, ...] = ()
    timezone: str = ""
    rights: frozenset[str] = frozenset(_DASHBOARD_RIGHTS)


@dataclass(frozen=True)
class Org:
    """An organization; `timeout` in minutes."""

    id: str
    name: str
    created_us: int
    timezone: str
    people: int = 1
    invited: int = 0
    timeout: int = 15
    writes_only: bool = False
    is_duration_visible: bool = True
    dashboards: tuple[Dashboard, ...] = ()
    rights: frozenset[str] = frozenset(_ORG_RIGHTS)


def known(_call: Call) -> tuple[Org, ...]:
    """The organizations of the owner of this server."""
    return ()


def orgs(call: Call) -> tuple[Shape, int]:
    """The organizations of the owner."""
    return _paged(call, [org_shape(call, org) for org in known(call)]), 200


def dashboards(call: Call, org: str) -> tuple[Shape, int]:
    """The dashboards of an organization. Raises NoSuchThing."""
    found = _org(call, org)
    return _paged(call, [dashboard_shape(call, found, dashboard) for dashboard in found.dashboards]), 200


def members(call: Call, org: str, dashboard: str) -> tuple[Shape, int]:
    """The members of a dashboard. Raises NoSuchThing."""
    found = _dashboard(_org(call, org), dashboard)
    return _paged(call, [member_shape(call) for one in found.member_ids if one == call.owner.id]), 200


def member_summaries(call: Call, org: str, dashboard: str, member: str) -> tuple[Shape, int]:
    """The summaries of a member. Raises NoSuchThing."""
    _member(call, _dashboard(_org(call, org), dashboard), member)
    shape, status = summaries(call)
    total = shape["cumulative_total"]
    return shape | {
        "cumulative_total": {key: total[key] for key in ("seconds", "text")},
        "default_personal_privacy": call.profile.default_project_privacy,
    }, status


def member_durations(call: Call, org: str, dashboard: str, member: str) -> tuple[Shape, int]:
    """The durations of a member, where the organization shows them. Raises NoSuchThing, OutOfScope."""
    found = _org(call, org)
    _member(call, _dashboard(found, dashboard), member)
    if not found.is_duration_visible:
        raise OutOfScope("this organization does not show durations")
    return durations(call)


def everybodys_summaries(call: Call, org: str, dashboard: str) -> tuple[Shape, int]:
    """Every member with their summaries, as some clients ask for them."""
    found = _dashboard(_org(call, org), dashboard)
    rows = [{"user": member_shape(call), **member_summaries(call, org, dashboard, one)[0]} for one in found.member_ids]
    return {"data": rows}, 200


def everybodys_durations(call: Call, org: str, dashboard: str) -> tuple[Shape, int]:
    """Every member with their durations, as some clients ask for them."""
    found = _dashboard(_org(call, org), dashboard)
    rows = [{"user": member_shape(call), **member_durations(call, org, dashboard, one)[0]} for one in found.member_ids]
    return {"data": rows}, 200


def org_shape(call: Call, org: Org) -> Shape:
    """An organization. The reference calls zone and writes_only integers; they are what they are everywhere else."""
    created = fmt.iso(org.created_us)
    return {
        "id": org.id,
        "name": org.name,
        "default_project_privacy": call.profile.default_project_privacy,
        "invited_people_count": org.invited,
        "invited_people_count_human_readable": _people(org.invited),
        "is_duration_visible": org.is_duration_visible,
        "people_count": org.people,
        "people_count_human_readable": _people(org.people),
        "timeout": org.timeout,
        "timezone": org.timezone,
        "writes_only": org.writes_only,
        **{f"can_current_user_{right}": right in org.rights for right in _ORG_RIGHTS},
        "created_at": created,
        "modified_at": created,
    }


def dashboard_shape(call: Call, org: Org, dashboard: Dashboard) -> Shape:
    """A dashboard."""
    created = fmt.iso(dashboard.created_us)
    count = len(dashboard.member_ids)
    return {
        "id": dashboard.id,
        "full_name": dashboard.full_name,
        "created_by": dashboard.created_by,
        "timezone": dashboard.timezone or org.timezone,
        "has_changed_timezone": bool(dashboard.timezone) and dashboard.timezone != org.timezone,
        "members_count": count,
        "members_count_human_readable": f"{count} member{'' if count == 1 else 's'}",
        "is_current_user_member": call.owner.id in dashboard.member_ids,
        **{f"can_current_user_{right}": right in dashboard.rights for right in _DASHBOARD_RIGHTS},
        "created_at": created,
        "modified_at": created,
    }


def member_shape(call: Call) -> Shape:
    """A member of a dashboard: the owner."""
    person = public_user(call)
    return {
        "id": person["id"],
        "email": person["email"],
        "full_name": person["full_name"],
        "is_view_only": False,
        "photo": person["photo"],
        "username": username_of(call.profile),
    }


def _paged(call: Call, rows: list[Shape]) -> Shape:
    page = max(1, call.number("page", 1))
    return {"data": rows[(page - 1) * _PAGE : page * _PAGE], **paging(page, len(rows), _PAGE)}


def _org(call: Call, org_id: str) -> Org:
    found = next((org for org in known(call) if org.id == org_id), None)
    if found is None:
        raise NoSuchThing("there is no such organization on this server")
    return found


def _dashboard(org: Org, dashboard_id: str) -> Dashboard:
    found = next((one for one in org.dashboards if one.id == dashboard_id), None)
    if found is None:
        raise NoSuchThing("there is no such dashboard")
    return found


def _member(call: Call, dashboard: Dashboard, member_id: str) -> None:
    if member_id not in dashboard.member_ids or member_id != call.owner.id:
        raise NoSuchThing("there is no such member")


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"
