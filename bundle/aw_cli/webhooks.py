"""`aw-cli webhooks`: addresses that are told how long each day was. Off until you switch one on."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import click

from .context import Context


@click.group(invoke_without_command=True)
@click.pass_context
def webhooks(context: click.Context) -> None:
    """List the addresses that are told how long each day was, name one, switch one on or off."""
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
@click.pass_obj
def create(context: Context, url: str) -> None:
    """Name the address URL; nothing is sent to it until you switch it on."""
    made = context.client()._post("webhooks", {"url": url}).json()
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
    hook = _switch(context, hook_id, True)
    click.echo(f"From now on {hook['url']} is told how long each day was.")


@webhooks.command("off")
@click.argument("hook_id", metavar="ID")
@click.pass_obj
def off(context: Context, hook_id: str) -> None:
    """Send nothing more to the webhook with this ID; what still waits is dropped."""
    hook = _switch(context, hook_id, False)
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
    return [f"{hook['id']}  {'on ' if hook['enabled'] else 'off'}  {hook['url']}  {_last(hook)}" for hook in found]


def _last(hook: dict[str, Any]) -> str:
    said = "nothing sent yet" if hook["last"] is None else f"{hook['last_event']}: {hook['last_result']}"
    return f"{said}, {hook['waiting']} waiting" if hook["waiting"] else said


def _switch(context: Context, hook_id: str, enabled: bool) -> dict[str, Any]:
    client = context.client()
    path, sent = f"webhooks/{quote(hook_id, safe='')}", json.dumps({"enabled": enabled}).encode()
    answer: dict[str, Any] = client._send("patch", path, data=sent, headers=client._headers(body=True)).json()
    return answer
