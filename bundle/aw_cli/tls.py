"""`aw-cli tls init`: an authority of one's own and a certificate of this server, for access from other devices."""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import click

from aw_core.dirs import get_config_dir
from aw_core.files import write_private

from .context import Context

CA_DAYS = 3650
# Browsers of phones refuse certificates that are valid for longer than 825 days.
SERVER_DAYS = 800
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*")


@click.group()
def tls() -> None:
    """Encryption for access from other devices."""


@tls.command()
@click.option("--name", "names", multiple=True, metavar="NAME", help="Another name or address of this computer.")
@click.option("--force", is_flag=True, help="Make new ones although there are some; devices have to trust the new one.")
@click.pass_obj
def init(context: Context, names: tuple[str, ...], force: bool) -> None:
    """Make a certificate authority and a certificate for this computer, and say what to do with them."""
    folder = Path(get_config_dir("aw-server")) / "tls"
    if (folder / "ca.pem").exists() and not force:
        raise click.ClickException(f"There are certificates in {folder} already; --force replaces them.")
    wanted = list(dict.fromkeys([*names, *default_names()]))
    for name in wanted:
        if not is_name(name):
            raise click.ClickException(f"{name} is no host name and no address.")
    make(folder, wanted, datetime.now(UTC))
    section = "server-testing" if context.testing else "server"
    click.echo(f"Made {folder / 'ca.pem'} and {folder / 'server.pem'} for {', '.join(wanted)}.")
    click.echo(f"Put this into [{section}] of {folder.parent / 'aw-server.toml'} and start the server again:\n")
    click.echo('host = "0.0.0.0"\nrequire_key = true')
    click.echo(f'tls_cert = "{(folder / "server.pem").as_posix()}"\ntls_key = "{(folder / "server.key").as_posix()}"')
    if names:
        quoted = ", ".join(f'"{name}"' for name in names)
        click.echo(f"names = [{quoted}]")
    click.echo("\nEach device has to trust ca.pem once; its key was thrown away, so it vouches for nothing else, ever.")


def default_names() -> list[str]:
    """What this computer is called, by itself and on its network."""
    host = socket.gethostname()
    plain = [name for name in (host, f"{host}.local") if _NAME.fullmatch(name)]
    return [*plain, *_addresses(), "localhost", "127.0.0.1", "::1"]


def _addresses() -> list[str]:
    """The address by which other machines see this one; asking sends nothing."""
    found = []
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((far, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    return found


def is_name(text: str) -> bool:
    """Whether a certificate can name it: a host name in ASCII, or an address."""
    if _NAME.fullmatch(text):
        return True
    try:
        socket.inet_pton(socket.AF_INET6, text)
    except OSError:
        return False
    return True


def make(folder: Path, names: list[str], now: datetime) -> None:
    """Write `ca.pem`, `server.pem` and `server.key` (0600). The authority's private key is never written."""
    from .certificates import make_authority, make_server

    authority = make_authority(f"ActivityWatch on {socket.gethostname()}"[:64], now, CA_DAYS)
    server = make_server(names, authority, now, SERVER_DAYS)
    write_private(folder / "server.key", server.key_pem)
    write_private(folder / "server.pem", server.pem + authority.pem)
    write_private(folder / "ca.pem", authority.pem)
