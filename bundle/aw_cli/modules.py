"""`aw-cli modules`: what runs, what should run, and changing that through the server the tray listens to."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import click

from aw_core.timestamps import parse_timestamp

from .context import Context

_HEAD = ("module", "state", "wanted", "since", "pid", "note")


@click.group(invoke_without_command=True)
@click.pass_context
def modules(context: click.Context) -> None:
    """Show the modules, or enable, disable or restart one."""
    if context.invoked_subcommand is None:
        found = context.ensure_object(Context).client()._get("modules").json()
        for line in describe(found):
            click.echo(line)


@modules.command()
@click.argument("name")
@click.pass_obj
def enable(context: Context, name: str) -> None:
    """Have the module NAME run, now and after the next start."""
    context.client()._post(f"modules/{quote(name, safe='')}", {"wanted": True})
    click.echo(f"{name} is to run.")


@modules.command()
@click.argument("name")
@click.pass_obj
def disable(context: Context, name: str) -> None:
    """Have the module NAME stopped, now and after the next start."""
    context.client()._post(f"modules/{quote(name, safe='')}", {"wanted": False})
    click.echo(f"{name} is to stop.")


@modules.command()
@click.argument("name")
@click.pass_obj
def restart(context: Context, name: str) -> None:
    """Have the module NAME started anew."""
    context.client()._post(f"modules/{quote(name, safe='')}", {"action": "restart"})
    click.echo(f"{name} is to restart.")


def describe(found: dict[str, Any]) -> list[str]:
    """The answer of `GET /api/0/modules` as lines for a person, with local times."""
    if found["supervised"]:
        return _table([_HEAD, *(_row(module) for module in found["modules"])])
    lines = ["No tray supervises the modules; what was started by hand is not listed."]
    for client, receipt in sorted(found.get("receipts", {}).items()):
        lines.append(f"Last data of {client}: {_ago(receipt['age'])} ago.")
    return lines


def _row(module: dict[str, Any]) -> tuple[str, ...]:
    notes = [module["reason"] or ""]
    if module["restarts"]:
        notes.append(f"restarted {module['restarts']} {'time' if module['restarts'] == 1 else 'times'}")
    if module["location"] == "system":
        notes.append("found on the system")
    return (
        module["name"],
        module["state"],
        "yes" if module["wanted"] else "no",
        _local(module["since"]),
        str(module["pid"] or ""),
        ", ".join(filter(None, notes)),
    )


def _local(moment: str | None) -> str:
    return parse_timestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def _ago(seconds: float) -> str:
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    count = int(seconds)
    return f"{count} second{'' if count == 1 else 's'}"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
