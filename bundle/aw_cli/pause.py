"""`aw-cli pause` and `aw-cli resume`: stop recording for a while, whatever records."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import click

from aw_core.timestamps import parse_timestamp

from .context import Context

DEFAULT_DAY_START = "04:00"


@click.group(invoke_without_command=True)
@click.option("--minutes", type=click.FloatRange(0, min_open=True), metavar="N", help="Resume after N minutes.")
@click.option("--hours", type=click.FloatRange(0, min_open=True), metavar="N", help="Resume after N hours.")
@click.option("--until", metavar="HH:MM|tomorrow", help="Resume at that time, or when the next day begins.")
@click.pass_context
def pause(context: click.Context, minutes: float | None, hours: float | None, until: str | None) -> None:
    """Stop recording, until `aw-cli resume` if no time is given."""
    if context.invoked_subcommand is not None:
        return
    if sum(given is not None for given in (minutes, hours, until)) > 1:
        raise click.ClickException("Give one of --minutes, --hours and --until.")
    client = context.ensure_object(Context).client()
    wish: dict[str, Any] = {"until": None}
    if minutes or hours:
        wish = {"seconds": (minutes or 0) * 60 + (hours or 0) * 3600}
    elif until is not None:
        day_start = client.get_setting("startOfDay") if until == "tomorrow" else None
        wish = {"until": end_of_pause(until, datetime.now(), day_start).astimezone().isoformat()}
    click.echo(describe(client._post("pause", wish).json(), datetime.now()))


@pause.command()
@click.pass_obj
def status(context: Context) -> None:
    """Tell whether recording is paused, and until when."""
    click.echo(describe(context.client()._get("pause").json(), datetime.now()))


@click.command()
@click.pass_obj
def resume(context: Context) -> None:
    """Record again."""
    click.echo(describe(context.client()._delete("pause").json(), datetime.now()))


def end_of_pause(until: str, now: datetime, day_start: Any = None) -> datetime:
    """When a pause until `until` ends: "HH:MM" is its next occurrence, "tomorrow" the next time a day begins.

    `now` and the result are local times without a zone. `day_start` is the setting `startOfDay`; what is not usable
    there counts as 04:00. Raises ClickException for anything else.
    """
    clock = _clock(until)
    if until == "tomorrow":
        clock = _clock(day_start) or _clock(DEFAULT_DAY_START)
    if clock is None:
        raise click.ClickException(f"{until} is no time of day; write it like 14:30, or say tomorrow.")
    moment = datetime.combine(now.date(), clock)
    return moment if moment > now else moment + timedelta(days=1)


def _clock(text: Any) -> time | None:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", text) if isinstance(text, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def describe(state: dict[str, Any], now: datetime) -> str:
    """The answer of `/api/0/pause` in a sentence, with local times; `now` is local without a zone."""
    if not state["paused"]:
        return "Recording."
    if state["until"] is None:
        return "Paused until you resume."
    until = parse_timestamp(state["until"]).astimezone()
    form = "%H:%M" if until.date() == now.date() else "%Y-%m-%d %H:%M"
    return f"Paused until {until.strftime(form)}."
