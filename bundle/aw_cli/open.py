"""`aw-cli open`: the web UI in the person's browser, also where the server asks for a key."""

from __future__ import annotations

import click

from .context import Context


@click.command("open")
@click.option("--print", "only_print", is_flag=True, help="Print the address instead; it works once, within a minute.")
@click.pass_obj
def open_page(context: Context, only_print: bool) -> None:
    """Open the web page in your browser."""
    client = context.client()
    address = client.server_address + client._post("sessions", {}).json()["path"]
    if only_print or click.launch(address) != 0:
        click.echo(address)
