"""`aw-cli privacy`: what must never be recorded, and what shall be forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aw_client import ActivityWatchClient
from aw_client.client import LONG_TIMEOUT
from aw_core.files import write_private
from aw_core.timestamps import parse_timestamp

from .context import Context

FILTERS, BUILT_IN_OFF, RETENTION = "privacy_filters", "privacy_builtin_off", "privacy_retention"
_ACTION = click.Choice(["drop", "redact", "rename"])


@click.group(invoke_without_command=True)
@click.pass_context
def privacy(context: click.Context) -> None:
    """Say what must never be recorded, and take out what was."""
    if context.invoked_subcommand is None:
        context.invoke(list_rules)


def _rule_options(command: Any) -> Any:
    """What describes one rule."""
    for option in reversed(
        (
            click.option("--field", metavar="NAME", help="Where to look: app, title, url, domain, any key, or *."),
            click.option("--pattern", metavar="REGEX", help="What to look for; (?i) in front ignores case."),
            click.option("--action", type=_ACTION, default="drop", show_default=True, help="What to do with it."),
            click.option("--replacement", metavar="TEXT", help="What is written instead (REDACTED)."),
            click.option("--target", metavar="NAME", multiple=True, help="For redact: the field to hide instead."),
            click.option("--bucket", metavar="PATTERN", help="Only buckets whose id this describes, with * and ?."),
        )
    ):
        command = option(command)
    return command


@privacy.command("list")
@click.pass_obj
def list_rules(context: Context) -> None:
    """Show all rules, by number, and whether they apply."""
    for line in describe(context.client()._get("privacy").json()):
        click.echo(line)


@privacy.command()
@_rule_options
@click.pass_obj
def add(context: Context, /, **given: Any) -> None:
    """Add a rule. It applies at once to all that comes; `purge` applies it to what is there."""
    client = context.client()
    rules = [*_own(client), rule_of(given)]
    client.set_setting(FILTERS, rules)
    click.echo(f"Rule {len(rules)} applies from now on.")


@privacy.command()
@click.argument("number", type=click.IntRange(1))
@click.pass_obj
def remove(context: Context, number: int) -> None:
    """Remove the rule of that NUMBER, as `list` shows it."""
    client = context.client()
    rules = _own(client)
    if number > len(rules):
        raise click.ClickException(f"There is no rule {number}; there are {len(rules)}.")
    gone = rules.pop(number - 1)
    client.set_setting(FILTERS, rules)
    click.echo(f"Removed: {in_words(gone)}")


@privacy.command()
@click.argument("name", required=False)
@click.pass_obj
def on(context: Context, name: str | None) -> None:
    """Let rules apply again: all of them, or the built-in ones called NAME."""
    _switch(context.client(), name, True)


@privacy.command()
@click.argument("name", required=False)
@click.pass_obj
def off(context: Context, name: str | None) -> None:
    """Turn all rules off, or the built-in ones called NAME."""
    _switch(context.client(), name, False)


@privacy.command("dry-run")
@_rule_options
@click.option("--examples", is_flag=True, help="Show some of the events, before and after.")
@click.pass_obj
def dry_run(context: Context, /, examples: bool, **given: Any) -> None:
    """Count what a purge would take out: by the rules in the list, or by the one given here."""
    found = context.client()._post("privacy/dry-run", _asked(given), timeout=LONG_TIMEOUT).json()
    for line in [*summary(found, dry=True), *(_examples(found) if examples else ())]:
        click.echo(line)


@privacy.command()
@_rule_options
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def purge(context: Context, /, yes: bool, **given: Any) -> None:
    """Take out for good what the rules in the list, or the one given here, would not let in.

    Out of the database, its copies, the queues of watchers and all logs. It cannot be undone.
    """
    client = context.client()
    asked = _asked(given)
    if not yes:
        for line in summary(client._post("privacy/dry-run", asked, timeout=LONG_TIMEOUT).json(), dry=True):
            click.echo(line)
        click.confirm("Take this out for good?", abort=True)
    for line in summary(client._post("privacy/purge", asked, timeout=LONG_TIMEOUT).json(), dry=False):
        click.echo(line)


@privacy.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(context: Context, file: Path) -> None:
    """Write all that is stored about you into FILE, a ZIP archive of readable files."""
    client = context.client()
    if file.exists():
        raise click.ClickException(f"{file} exists and is left as it is; name another file.")
    content = client._long_get("privacy/export").content
    write_private(file, content)
    click.echo(f"{file}: {len(content):,} bytes. Only you can read it; it holds everything.")


@privacy.group(invoke_without_command=True)
@click.pass_context
def retention(context: click.Context) -> None:
    """Show or say how long buckets keep their events. Without a rule they keep everything."""
    if context.invoked_subcommand is None:
        rules = context.ensure_object(Context).client().get_setting(RETENTION) or []
        for number, rule in enumerate(rules, 1):
            click.echo(f"{number}. {_retained(rule)}")
        if not rules:
            click.echo("Everything is kept.")


@retention.command("set")
@click.argument("pattern")
@click.argument("days", type=click.IntRange(1))
@click.pass_obj
def set_retention(context: Context, pattern: str, days: int) -> None:
    """Keep what is in buckets whose id PATTERN describes (* and ?) for DAYS days."""
    client = context.client()
    rules = [rule for rule in client.get_setting(RETENTION) or [] if rule.get("bucket_pattern") != pattern]
    client.set_setting(RETENTION, [*rules, {"bucket_pattern": pattern, "days": days}])
    click.echo(f"{pattern}: {days} days. `aw-cli privacy retention dry-run` tells what that is.")


@retention.command("remove")
@click.argument("pattern")
@click.pass_obj
def remove_retention(context: Context, pattern: str) -> None:
    """Keep everything in those buckets from now on."""
    client = context.client()
    rules = client.get_setting(RETENTION) or []
    left = [rule for rule in rules if rule.get("bucket_pattern") != pattern]
    if len(left) == len(rules):
        raise click.ClickException(f"No rule says how long {pattern} is kept.")
    client.set_setting(RETENTION, left)
    click.echo(f"{pattern}: everything is kept.")


@retention.command("dry-run")
@click.pass_obj
def retention_dry_run(context: Context) -> None:
    """Count what is older than it may be."""
    found = context.client()._post("privacy/retention", {"dry_run": True}, timeout=LONG_TIMEOUT).json()
    click.echo(_expired(found, "would be deleted"))


@retention.command("apply")
@click.pass_obj
def apply_retention(context: Context) -> None:
    """Delete now what is older than it may be; the server does so once a day."""
    found = context.client()._post("privacy/retention", {"dry_run": False}, timeout=LONG_TIMEOUT).json()
    click.echo(_expired(found, "deleted"))


def _own(client: ActivityWatchClient) -> list[dict[str, Any]]:
    rules = client.get_setting(FILTERS)
    return list(rules) if isinstance(rules, list) else []


def _switch(client: ActivityWatchClient, name: str | None, enabled: bool) -> None:
    if name is None:
        client._post("privacy", {"enabled": enabled})
        click.echo("Rules apply." if enabled else "No rule applies until you turn them on again.")
        return
    names = {group["name"] for group in client._get("privacy").json()["built_in"]}
    if name not in names:
        raise click.ClickException(f"There are no built-in rules called {name}; there are: {', '.join(sorted(names))}.")
    before = client.get_setting(BUILT_IN_OFF) or []
    client.set_setting(BUILT_IN_OFF, sorted({*before} - {name} if enabled else {*before, name}))
    click.echo(f"{name}: {'on' if enabled else 'off'}.")


def rule_of(given: dict[str, Any]) -> dict[str, Any]:
    """The rule that the options describe. Raises ClickException when something is missing."""
    if not given["field"] or not given["pattern"]:
        raise click.ClickException("Say where to look and what for: --field NAME --pattern REGEX.")
    rule = {"enabled": True, "field": given["field"], "pattern": given["pattern"], "action": given["action"]}
    if given["action"] != "drop":
        rule["replacement"] = "REDACTED" if given["replacement"] is None else given["replacement"]
    if given["target"]:
        rule["target"] = list(given["target"])
    if given["bucket"]:
        rule["bucket_pattern"] = given["bucket"]
    return rule


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """The body of a dry run or purge: one rule from the options, or those in the list."""
    return {"rules": [rule_of(given)]} if given["field"] or given["pattern"] else {}


def describe(found: dict[str, Any]) -> list[str]:
    """The answer of `GET /api/0/privacy` as lines for a person."""
    lines = [] if found["enabled"] else ["ALL RULES ARE OFF: everything is recorded.", ""]
    lines += [f"{group['name']} (built in): {'on' if group['enabled'] else 'off'}" for group in found["built_in"]]
    lines += [f"{number}. {in_words(rule)}" for number, rule in enumerate(found["rules"], 1)]
    if not found["rules"]:
        lines.append("No rules of your own.")
    if found["problem"]:
        lines.append(f"Some of what is stored cannot be used and does not apply: {found['problem']}")
    return lines


def in_words(rule: dict[str, Any]) -> str:
    """A rule as half a sentence."""
    place = rule.get("bucket_pattern") or (f"{rule['bucket_prefix']}*" if rule.get("bucket_prefix") else "every bucket")
    what = rule["action"]
    if what != "drop":
        target = rule.get("target")
        aimed = f" {', '.join([target] if isinstance(target, str) else target)}" if target else ""
        what = f"{what}{aimed} to {rule.get('replacement', '')!r}"
    rest = "" if rule.get("enabled", True) else " (not enabled)"
    return f"{what} where {rule['field']} has {rule['pattern']!r}, in {place}{rest}"


def summary(found: dict[str, Any], *, dry: bool) -> list[str]:
    """The answer of a dry run or a purge as lines for a person, with local times."""
    events = found["events"]
    lines = [
        f"{'To be taken' if dry else 'Taken'} out: {_counted(events['dropped'], 'event')}; changed:"
        f" {events['changed']:,}; {events['seconds'] / 3600:.1f} hours in all."
    ]
    if events["first"]:
        lines.append(f"From {_local(events['first'])} to {_local(events['last'])}.")
    for entry in found["rules"]:
        count = entry["dropped"] + entry["changed"]
        lines.append(f"  {_counted(count, 'event')}, {entry['seconds'] / 3600:.1f} h: {in_words(entry['rule'])}")
        records = entry["records"]
        if records["first"]:
            count = records["dropped"] + records["changed"]
            lines.append(f"    and {_counted(count, 'external duration')}, {records['seconds'] / 3600:.1f} h")
    lines += [f"  {bucket_id}: {_counts(entry)}" for bucket_id, entry in found["buckets"].items()]
    for name, entry in found["records"].items():
        lines.append(f"  {name} (no events): {_counts(entry)}, {entry['seconds'] / 3600:.1f} h")
        lines += [
            f"    {row['project'] or 'no project'}: {_counts(row)}, {row['seconds'] / 3600:.1f} h"
            for row in entry["projects"]
        ]
    for copy in found["copies"]:
        if copy["outcome"] == "deleted":
            lines.append(f"The copy {copy['path']} cannot be read and {'would be' if dry else 'was'} deleted.")
        elif copy["outcome"] == "cleaned":
            lines.append(f"The copy {copy['path']} holds {_counted(copy['events'], 'event')} of it.")
    lines += [f"Waiting in {queue['path']}: {_counts(queue)}." for queue in found["queues"]]
    if found["logs"]["lines"]:
        lines.append(f"{_counted(found['logs']['lines'], 'line')} {'to be taken' if dry else 'taken'} out of logs.")
    lines += [f"Not touched: {entry['path']} ({entry['why']})." for entry in found["untouched"]]
    lines += [f"NOT CLEANED: {what}" for what in found["failed"]]
    return lines


def _examples(found: dict[str, Any]) -> list[str]:
    lines = ["For example:"] if found["examples"] else []
    for example in found["examples"]:
        after = "nothing" if example["after"] is None else example["after"]
        lines.append(f"  {example['bucket']}: {example['before']} becomes {after}")
    return lines


def _counts(entry: dict[str, Any]) -> str:
    return f"{entry['dropped']:,} out, {entry['changed']:,} changed"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _local(moment: str) -> str:
    return parse_timestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _retained(rule: dict[str, Any]) -> str:
    place = rule.get("bucket_pattern") or f"{rule.get('bucket_prefix', '')}*"
    return f"{place}: {rule['days']} days{'' if rule.get('enabled', True) else ' (not enabled)'}"


def _expired(found: dict[str, Any], done: str) -> str:
    by_bucket = ", ".join(f"{bucket_id}: {count:,}" for bucket_id, count in found["buckets"].items())
    return f"{_counted(found['events'], 'event')} {done}{f' ({by_bucket})' if by_bucket else ''}."
