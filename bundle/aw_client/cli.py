"""The command `aw-client`: look at buckets and events, send a heartbeat, ask questions."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import IO, Any

import click

from aw_core.models import Event

from .__about__ import __version__
from .asking import desktop, period, utc_now, zone_named
from .client import ActivityWatchClient
from .errors import explain
from .queries import canonicalEvents, fullDesktopQuery
from .tables import are_events, canonical_lines, event_lines, report_lines

logger = logging.getLogger(__name__)

DEFAULT_PORT, TESTING_PORT = 5600, 5666


class SentenceGroup(click.Group):
    """A group of commands whose every failure is one sentence on stderr and exit status 1."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; always ends in SystemExit, whatever `standalone_mode` says."""
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except Exception as error:
            click.echo(_sentence(error), err=True)
            logger.debug("The command failed", exc_info=True)
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)


def _sentence(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, click.Abort):
        return "Interrupted."
    return explain(error) or f"This should not have happened: {type(error).__name__}: {error}"


def show_help_without_command(context: click.Context) -> None:
    """Let a bare call of a group print its help."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@click.group(cls=SentenceGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="aw-client", message="%(prog)s %(version)s")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the server is.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, help=f"Its port; {TESTING_PORT} with --testing.")
@click.option("-v", "--verbose", is_flag=True, help="Say more about what is done.")
@click.option("--testing", is_flag=True, help="Talk to a server in testing mode.")
@click.pass_context
def cli(context: click.Context, host: str, port: int, verbose: bool, testing: bool) -> None:
    """Ask an ActivityWatch server from the command line."""
    handler = logging.StreamHandler()
    if not verbose:
        # What the server refused becomes the command's one sentence; nobody wants to read it twice.
        handler.addFilter(lambda record: record.name != "aw_client.client")
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, handlers=[handler])
    if testing and port == DEFAULT_PORT:
        port = TESTING_PORT
    context.obj = ActivityWatchClient(testing=testing, host=host, port=port)
    show_help_without_command(context)


@cli.command()
@click.pass_obj
def buckets(client: ActivityWatchClient) -> None:
    """List the buckets."""
    found = client.get_buckets()
    click.echo("Buckets:")
    for bucket_id in found:
        click.echo(f" - {bucket_id}")


@cli.command()
@click.argument("bucket")
@click.pass_obj
def events(client: ActivityWatchClient, bucket: str) -> None:
    """Print the events of BUCKET, newest first, with times in UTC."""
    found = client.get_events(bucket)
    click.echo("events:")
    for event in found:
        start = event.timestamp.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        duration = timedelta(seconds=round(event.duration.total_seconds()))
        click.echo(f" - {start} ({duration}) {event.data}")


@cli.command()
@click.argument("bucket")
@click.argument("data")
@click.option("--pulsetime", default=60.0, show_default=True, help="Seconds within which equal data is one event.")
@click.pass_obj
def heartbeat(client: ActivityWatchClient, bucket: str, data: str, pulsetime: float) -> None:
    """Send a heartbeat with DATA (a JSON object), stamped now, to BUCKET."""
    try:
        content = json.loads(data)
    except ValueError as error:
        raise click.ClickException(f"The data is not JSON: {error}.") from None
    if not isinstance(content, dict):
        raise click.ClickException('The data must be a JSON object like {"label": "x"}.')
    event = Event(timestamp=datetime.now(UTC), data=content)
    client.heartbeat(bucket, event, pulsetime)
    click.echo(event.to_json_dict())


def spanning(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which time a question is about."""
    zone = click.option("--timezone", metavar="NAME", help="IANA name, for times without an offset.")
    stop = click.option("--stop", metavar="TIME", help="Until when; without it all there is.")
    start = click.option("--start", metavar="TIME", help="From when, like 2024-05-01T09:30; without it a day back.")
    return start(stop(zone(command)))


def say(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        click.echo(line)


@cli.command()
@click.argument("path", type=click.File())
@click.option("--name", help="What the query calls itself: its variable NAME.")
@click.option("--cache", is_flag=True, help="Let the server keep the answer, if it can; needs --name.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer itself, one entry for each period.")
@spanning
@click.pass_obj
def query(
    client: ActivityWatchClient,
    path: IO[str],
    name: str | None,
    cache: bool,
    as_json: bool,
    start: str | None,
    stop: str | None,
    timezone: str | None,
) -> None:
    """Run the query in the file PATH ("-" reads standard input)."""
    if cache and not name:
        raise click.UsageError("--cache needs --name: the server would not know what it keeps.")
    asked = period(start, stop, zone_named(timezone), utc_now())
    answers = client.query(path.read(), [asked], name=name, cache=cache)
    if as_json:
        click.echo(json.dumps(answers, indent=2))
        return
    for answer in answers:
        say(event_lines(answer) if are_events(answer) else [json.dumps(answer, indent=2)])


@cli.command()
@click.argument("host")
@click.option("--cache", is_flag=True, help="Let the server keep the answer, if it can.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(min=0), help="How many of each to show.")
@spanning
@click.pass_obj
def report(
    client: ActivityWatchClient,
    host: str,
    cache: bool,
    limit: int,
    start: str | None,
    stop: str | None,
    timezone: str | None,
) -> None:
    """Where the time on the computer HOST went: top categories and titles.

    By its windows alone: what was entered by hand is not in it.
    """
    asked = period(start, stop, zone_named(timezone), utc_now())
    text = fullDesktopQuery(desktop(client, host))
    (answer,) = client.query(text, [asked], name=f"report-{host}", cache=cache)
    say(report_lines(answer, limit))


@cli.command()
@click.argument("host")
@click.option("--cache", is_flag=True, help="Let the server keep the answer, if it can.")
@spanning
@click.pass_obj
def canonical(
    client: ActivityWatchClient, host: str, cache: bool, start: str | None, stop: str | None, timezone: str | None
) -> None:
    """The last things done on the computer HOST while somebody was there.

    By its windows alone: what was entered by hand is not among them.
    """
    zone = zone_named(timezone)
    asked = period(start, stop, zone, utc_now())
    text = canonicalEvents(desktop(client, host)) + "\nRETURN = events;"
    (found,) = client.query(text, [asked], name=f"canonical-{host}", cache=cache)
    say(canonical_lines(found, zone))


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of the program `aw-client`."""
    cli.main(argv, prog_name="aw-client")
