"""Tables: `/anapi/data`, and the addresses that give one kind of table only."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from aw_server.answers import Seen
from aw_server.compat.rescuetime import render
from aw_server.compat.rescuetime.activities import Activities
from aw_server.compat.rescuetime.call import Call, coarse_kinds
from aw_server.compat.rescuetime.errors import NotAllowed, QueryError
from aw_server.compat.rescuetime.parameters import Question, read_question
from aw_server.compat.rescuetime.tables import Table, make_table

_DRILLS: Final = ("overview", "category")


def data(call: Call, only: str = "") -> tuple[bytes, str]:
    """The table that is asked for, written, and whether as `csv` or `json`. `only`: the one kind of this address."""
    key = call.key()
    question = read_question(call.given, call.today, call.options.end_mode)
    if only:
        question = replace(question, kind=only)
    allowed = coarse_kinds(key)
    # What belongs to a thing are activities and documents: finer than any of these kinds.
    if (allowed and question.kind not in allowed) or ((allowed or only) and question.thing):
        raise NotAllowed("this key sees some tables only")
    return written(call, question), question.format


def written(call: Call, question: Question) -> bytes:
    """The table as bytes, made anew only if something that it depends on has changed."""
    api, options = call.api, call.options
    choices = repr((options, api.settings.get("always_active_pattern"), api.zones.shown()))

    def make() -> tuple[bytes, list[Seen]]:
        activities = Activities(api, options)
        return render.written(table_of(activities, question), question.format), activities.seen

    try:
        return api.queries.remembered(("rescuetime", question, choices), make)
    except ValueError:
        # A name that the query language cannot write, because it ends with a backslash: nothing has it.
        raise QueryError from None


def table_of(activities: Activities, question: Question) -> Table:
    """The table that answers a question."""
    kind = "activity" if question.thing and question.kind in _DRILLS else question.kind
    if question.thing and question.kind == "activity":
        kind = "documents"
    return make_table(activities.stretches(question), question.perspective, kind, activities.options.person)
