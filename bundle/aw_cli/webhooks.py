"""`aw-cli webhooks`: addresses that are told of days, goals and modules. Off until you switch one on."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import click

from .context import Context

EVENTS = {"day": "how long each day was", "goal": "which goals were reached", "module": "which modules failed"}
"""What can be told, and in words."""


@click.group(invoke_without_command=True)
@click.pass_context
def webhooks(context: click.Context) -> None:
    """List the addresses that are told of days, goals and modules, name one, switch one on or off."""
    if context.invoked_subcommand is None:
        context.invoke(listing)


@webhooks.command("list")
@click.pass_obj
def listing(context: Context) -> None:
    """Show the webhooks, and what came of the last message."""
    for line in describe(context.client()._get("webhooks").json()):
        click.echo(line)


@webhooks.command()
@click.argument("url")
@click.option(
    "--event", "events", multiple=True, type=click.Choice(list(EVENTS)), help="What is told; day unless said."
)
@click.pass_obj
def create(context: Context, url: str, events: tuple[str, ...]) -> None:
    """Name the address URL; nothing is sent to it until you switch it on."""
    made = context.client()._post("webhooks", {"url": url} | ({"events": list(events)} if events else {})).json()
    click.echo(made["secret"])
    click.echo(
        f"This secret signs what is sent. It is shown this once. Switch it on with: aw-cli webhooks on {made['id']}",
        err=True,
    )


@webhooks.command("on")
@click.argument("hook_id", metavar="ID")
@click.pass_obj
def on(context: Context, hook_id: str) -> None:
    """Send to the webhook with this ID from now on."""
    hook = _change(context, hook_id, {"enabled": True})
    click.echo(f"From now on {hook['url']} is told {_named(hook['events'])}.")


@webhooks.command("tell")
@click.argument("hook_id", metavar="ID")
@click.argument("events", nargs=-1, required=True, type=click.Choice(list(EVENTS)))
@click.pass_obj
def tell(context: Context, hook_id: str, events: tuple[str, ...]) -> None:
    """Say what the webhook with this ID is told: day, goal, module, or several of them."""
    hook = _change(context, hook_id, {"events": list(events)})
    click.echo(
        f"{hook['url']} is told {_named(hook['events'])}{'' if hook['enabled'] else ', once it is switched on'}."
    )


@webhooks.command("off")
@click.argument("hook_id", metavar="ID")
@click.pass_obj
def off(context: Context, hook_id: str) -> None:
    """Send nothing more to the webhook with this ID; what still waits is dropped."""
    hook = _change(context, hook_id, {"enabled": False})
    click.echo(f"Nothing is sent to {hook['url']} any more.")


@webhooks.command("test")
@click.argument("hook_id", metavar="ID")
@click.pass_obj
def try_out(context: Context, hook_id: str) -> None:
    """Send a message without content to the webhook with this ID, and say what came of it."""
    found = context.client()._post(f"webhooks/{quote(hook_id, safe='')}/test", {}).json()
    if not found["taken"]:
        raise click.ClickException(f"The message was not taken: {found['result']}.")
    click.echo(f"The message was taken: {found['result']}.")


@webhooks.command()
@click.argument("hook_id", metavar="ID")
@click.pass_obj
def delete(context: Context, hook_id: str) -> None:
    """Forget the webhook with this ID and what waits for it."""
    context.client()._delete(f"webhooks/{quote(hook_id, safe='')}")
    click.echo(f"The webhook {hook_id} is forgotten.")


def describe(found: list[dict[str, Any]]) -> list[str]:
    """The answer of `GET /api/0/webhooks` as lines for a person."""
    if not found:
        return ["There are no webhooks: nothing leaves this computer."]
    return [
        f"{hook['id']}  {'on ' if hook['enabled'] else 'off'}  {hook['url']}  {'+'.join(hook['events'])}  {_last(hook)}"
        for hook in found
    ]


def _named(events: list[str]) -> str:
    return ", ".join(EVENTS.get(event, event) for event in events)


def _last(hook: dict[str, Any]) -> str:
    said = "nothing sent yet" if hook["last"] is None else f"{hook['last_event']}: {hook['last_result']}"
    return f"{said}, {hook['waiting']} waiting" if hook["waiting"] else said


def _change(context: Context, hook_id: str, change: dict[str, Any]) -> dict[str, Any]:
    client = context.client()
    path, sent = f"webhooks/{quote(hook_id, safe='')}", json.dumps(change).encode()
    answer: dict[str, Any] = client._send("patch", path, data=sent, headers=client._headers(body=True)).json()
    return answer
