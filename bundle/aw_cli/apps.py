"""`aw-cli apps`: applications of others that may ask to be let in."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import click

from .context import Context


@click.group(invoke_without_command=True)
@click.pass_context
def apps(context: click.Context) -> None:
    """List the applications that may ask for access, make one, or forget one."""
    if context.invoked_subcommand is None:
        context.invoke(listing)


@apps.command("list")
@click.pass_obj
def listing(context: Context) -> None:
    """Show the applications, without their secrets."""
    for line in describe(context.client()._get("apps").json()):
        click.echo(line)


@apps.command()
@click.argument("name")
@click.option("--redirect", "redirects", multiple=True, metavar="ADDRESS", help="Where people may be sent back to.")
@click.pass_obj
def create(context: Context, name: str, redirects: tuple[str, ...]) -> None:
    """Make an application called NAME and print its id and secret, this once.

    Without --redirect, people are sent back to a page of this server that shows the code.
    """
    client = context.client()
    addresses = list(redirects) or [f"{client.server_address}/oauth/test"]
    made = client._post("apps", {"name": name, "redirect_uris": addresses}).json()
    click.echo(f"id:     {made['id']}")
    click.echo(f"secret: {made['secret']}")
    click.echo("The secret is not stored and cannot be shown again.", err=True)


@apps.command()
@click.argument("app_id", metavar="ID")
@click.argument("addresses", metavar="ADDRESS", nargs=-1, required=True)
@click.pass_obj
def redirect(context: Context, app_id: str, addresses: tuple[str, ...]) -> None:
    """Add addresses to which the application with this ID may send people back."""
    client = context.client()
    known = next((app for app in client._get("apps").json() if app["id"] == app_id), None)
    if known is None:
        raise click.ClickException(f"There is no app {app_id}.")
    wanted = list(dict.fromkeys([*known["redirect_uris"], *addresses]))
    client._send(
        "patch",
        f"apps/{quote(app_id, safe='')}",
        data=_json({"redirect_uris": wanted}),
        headers=client._headers(body=True),
    )
    click.echo(f"{known['name']} may send people to: {', '.join(wanted)}")


@apps.command()
@click.argument("app_id", metavar="ID")
@click.pass_obj
def delete(context: Context, app_id: str) -> None:
    """Forget the application with this ID: its tokens end, and what it sent is deleted."""
    context.client()._delete(f"apps/{quote(app_id, safe='')}")
    click.echo(f"The app {app_id} is forgotten.")


def describe(found: list[dict[str, Any]]) -> list[str]:
    """The answer of `GET /api/0/apps` as lines for a person."""
    if not found:
        return ["There are no apps."]
    return [f"{app['id']}  {app['name']}  {_tokens(app['tokens'])}" for app in found]


def _tokens(count: int) -> str:
    if not count:
        return "not let in"
    return "1 token" if count == 1 else f"{count} tokens"


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()
