"""`aw-cli keys`: who else may talk to the server, and how much they may do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import click

from aw_core.timestamps import parse_timestamp

from .context import Context

KINDS = ("api", "wakatime", "rescuetime", "embed")
_PICTURES = {"coding_activity", "languages", "editors", "operating_systems", "categories", "projects", "badge"}
_NO_PICTURE = (
    "Say what it shows: --scope badge, coding_activity, languages, editors, operating_systems, categories or projects; "
    "then the days (--scope last_30_days) and what it is limited to (--scope project:NAME). "
    "Charts of the pages Activity and Productivity are made there, with the button Embed."
)
_HEAD = ("id", "kind", "name", "may", "last used", "expires")


@click.group(invoke_without_command=True)
@click.pass_context
def keys(context: click.Context) -> None:
    """List the access keys, create one, or revoke one."""
    if context.invoked_subcommand is None:
        context.invoke(listing)


@keys.command("list")
@click.pass_obj
def listing(context: Context) -> None:
    """Show the keys; what opens the door is shown only when a key is created."""
    for line in describe(context.client()._get("keys").json(), datetime.now().astimezone()):
        click.echo(line)


@keys.command()
@click.argument("name")
@click.option("--read", is_flag=True, help="It may read everything that was recorded.")
@click.option("--append", "patterns", multiple=True, metavar="PATTERN", help="It may add to buckets with such ids.")
@click.option("--admin", is_flag=True, help="It may do everything that you may.")
@click.option("--kind", type=click.Choice(KINDS), default="api", help="Which API it is for; api is our own.")
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="A scope of another kind's API.")
@click.option("--days", type=click.FloatRange(0, 36500, min_open=True), metavar="N", help="It ends after N days.")
@click.pass_obj
def create(
    context: Context,
    name: str,
    read: bool,
    patterns: tuple[str, ...],
    admin: bool,
    kind: str,
    scopes: tuple[str, ...],
    days: float | None,
) -> None:
    """Create a key called NAME and print it, this once."""
    wanted = [*(["admin"] if admin else []), *(["read"] if read else []), *(f"append:{glob}" for glob in patterns)]
    if kind == "api" and not (wanted or scopes):
        raise click.ClickException("Say what the key may do: --read, --append PATTERN or --admin.")
    if kind == "embed" and not _PICTURES.intersection(scopes):
        raise click.ClickException(_NO_PICTURE)
    body: dict[str, Any] = {"name": name, "kind": kind, "scopes": [*wanted, *scopes]}
    if days is not None:
        body["expires"] = (datetime.now().astimezone() + timedelta(days=days)).isoformat()
    client = context.client()
    made = client._post("keys", body).json()
    click.echo(made["key"])
    click.echo(f"This is the key {made['id']}. It is not stored and cannot be shown again.", err=True)
    if kind == "embed":
        badge = "badge" in scopes
        path = f"badge/{made['key']}" if badge else f"share/@current/{made['key']}"
        click.echo(f"Its address: {client.server_address}/{path}.svg (or {'' if badge else '.png, '}.json)", err=True)


@keys.command()
@click.pass_obj
def wakatime(context: Context) -> None:
    """Print your key for editor plug-ins of WakaTime, and a ~/.wakatime.cfg that sends them here."""
    client = context.client()
    key = client._get("keys/own/wakatime").json()["key"]
    click.echo(key)
    click.echo(f"""
Save this as ~/.wakatime.cfg and restart the editor:

[settings]
api_url = {client.server_address}/api/v1
api_key = {key}

To keep sending to wakatime.com as well, leave that file as it is and add (plug-ins of 2025 and later):

[api_urls]
.* = {client.server_address}/api/v1|{key}""")


@keys.command()
@click.argument("name", default="RescueTime scripts")
@click.option("--write", is_flag=True, help="It may also post highlights, offline time and focus sessions.")
@click.pass_obj
def rescuetime(context: Context, name: str, write: bool) -> None:
    """Create a key called NAME for programs that use RescueTime's API, and print it, this once."""
    client = context.client()
    body = {"name": name, "kind": "rescuetime", "scopes": ["write"] if write else []}
    made = client._post("keys", body).json()
    click.echo(made["key"])
    click.echo(
        f"This is the key {made['id']}. It cannot be shown again. Try it:"
        f"\n{client.server_address}/anapi/data?key={made['key']}&format=csv",
        err=True,
    )


@keys.command()
@click.argument("key_id", metavar="ID")
@click.pass_obj
def revoke(context: Context, key_id: str) -> None:
    """End the key with this ID; the next request with it is refused."""
    context.client()._delete(f"keys/{quote(key_id, safe='')}")
    click.echo(f"The key {key_id} opens nothing any more.")


def describe(found: list[dict[str, Any]], now: datetime) -> list[str]:
    """The answer of `GET /api/0/keys` as lines for a person, with local times; `now` is aware."""
    if not found:
        return ["There are no keys."]
    rows = [_HEAD, *(_row(key, now) for key in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(key: dict[str, Any], now: datetime) -> tuple[str, ...]:
    expires = parse_timestamp(key["expires"]) if key["expires"] else None
    if expires is None:
        end = "never"
    else:
        end = "expired" if expires <= now else expires.astimezone().strftime("%Y-%m-%d")
    return (
        key["id"],
        key["kind"],
        key["name"],
        ", ".join(key["scopes"]),
        parse_timestamp(key["last_used"]).astimezone().strftime("%Y-%m-%d") if key["last_used"] else "never",
        end,
    )
