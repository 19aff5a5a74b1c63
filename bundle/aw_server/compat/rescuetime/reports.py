"""Tables: `/anapi/data`, and the addresses that give one kind of table only."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Final

from aw_server.answers import Seen
from aw_server.compat.rescuetime import charts, render
from aw_server.compat.rescuetime.activities import Activities
from aw_server.compat.rescuetime.call import KEY_NAMES, Call, coarse_kinds
from aw_server.compat.rescuetime.errors import NotAllowed, QueryError, UnknownKey
from aw_server.compat.rescuetime.parameters import FORMATS, Question, read_question
from aw_server.compat.rescuetime.tables import Table, make_table
from aw_server.embeds import Embed
from aw_server.keys import EMBED, RESCUETIME, Key

_DRILLS: Final = ("overview", "category")


def data(call: Call, only: str = "") -> tuple[bytes, str]:
    """The table that is asked for, written, and whether as `csv` or `json`. `only`: the one kind of this address."""
    key = call.key(RESCUETIME, EMBED) if not only else call.key()
    if key.kind == EMBED:
        return _raw(call, key)
    question = read_question(call.given, call.today, call.options.end_mode)
    if only:
        question = replace(question, kind=only)
    allowed = coarse_kinds(key)
    # What belongs to a thing are activities and documents: finer than any of these kinds.
    if (allowed and question.kind not in allowed) or ((allowed or only) and question.thing):
        raise NotAllowed("this key sees some tables only")
    return written(call, question), question.format


def chart(call: Call) -> bytes:
    """The figures of an embed's chart. Raises UnknownKey, and QueryError for anything that is given beside the key."""
    embed = _embed(call, call.key(EMBED))
    question = charts.question_of(embed.view, call.today)

    def make() -> tuple[bytes, list[Seen]]:
        activities = Activities(call.api, call.options)
        table = table_of(activities, question)
        return render.json_text(charts.chart(embed, table.headers, table.rows, question)), activities.seen

    return _remembered(call, ("rescuetime-chart", embed.key.name, question), make)


def _raw(call: Call, key: Key) -> tuple[bytes, str]:
    embed = _embed(call, key, "format")
    if not embed.raw:
        raise NotAllowed("raw data of this view is switched off")
    form = call.given.get("format") or "json"
    if form not in FORMATS:
        raise QueryError
    return written(call, charts.question_of(embed.view, call.today, form)), form


def _embed(call: Call, key: Key, *allowed: str) -> Embed:
    """What the key opens. Its view is fixed: other parameters are refused, not passed over."""
    embed = call.api.embeds.of(key)
    if embed is None:
        raise UnknownKey
    if call.given.keys() - {*KEY_NAMES, *allowed}:
        raise QueryError
    return embed


def written(call: Call, question: Question) -> bytes:
    """The table as bytes, made anew only if something that it depends on has changed."""

    def make() -> tuple[bytes, list[Seen]]:
        activities = Activities(call.api, call.options)
        return render.written(table_of(activities, question), question.format), activities.seen

    return _remembered(call, ("rescuetime", question), make)


def _remembered(call: Call, question: tuple[Hashable, ...], make: Callable[[], tuple[bytes, list[Seen]]]) -> bytes:
    api = call.api
    choices = repr((call.options, api.settings.get("always_active_pattern"), api.zones.shown()))
    try:
        return api.queries.remembered((*question, choices), make)
    except ValueError:
        # A name that the query language cannot write, because it ends with a backslash: nothing has it.
        raise QueryError from None


def table_of(activities: Activities, question: Question) -> Table:
    """The table that answers a question."""
    kind = "activity" if question.thing and question.kind in _DRILLS else question.kind
    if question.thing and question.kind == "activity":
        kind = "documents"
    return make_table(activities.stretches(question), question.perspective, kind, activities.options.person)
