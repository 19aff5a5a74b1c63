"""What answers look like: shapes for the API's description. The tests hold real answers against them.

Requests are described by the very shapes that decode them (`aw_server.api_shapes`).
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from aw_server.api_shapes import Time
from aw_server.notices import Notice

Seconds: TypeAlias = float


class Nothing(Struct):
    """An empty object: it is done."""


class Error(Struct):
    """Why a request was refused: a sentence, and for many a name that programs can rely on."""

    message: str
    type: str | UnsetType = UNSET


class QueryError(Struct):
    """What is wrong with a query, and where in its text; lines and columns count from 1."""

    message: str
    type: str | UnsetType = UNSET
    line: int | UnsetType | None = UNSET
    column: int | UnsetType | None = UNSET


class Damage(Struct):
    """A damaged database and what came of it; only `state` while the file is still being looked through.

    Times are null or ISO; `kept` is where the damaged file is. The numbers are of events: brought back, of those from
    a backup and without their data, and lost.
    """

    state: Literal["checking", "recovering", "recovered"]
    found: Time | UnsetType = UNSET
    ended: Time | UnsetType | None = UNSET
    kept: str | UnsetType = UNSET
    why: str | UnsetType = UNSET
    events: int | UnsetType = UNSET
    from_backup: int | UnsetType = UNSET
    without_data: int | UnsetType = UNSET
    lost: int | UnsetType = UNSET


class Info(Struct):
    """Who the server is."""

    hostname: str
    version: str
    testing: bool
    device_id: str
    notices: list[Notice]
    damage: Damage | None
    proof: str | UnsetType = UNSET


class Directories(Struct):
    """Where this installation's files lie."""

    data: str
    config: str
    logs: str


class About(Struct):
    """This installation; `start_at_login` null: no tray is there that could tell or change it."""

    directories: Directories
    database: str | None
    supervised: bool
    start_at_login: bool | None


class CategoryClass(Struct):
    """A category: its names from the root, the rule that finds it (`type` "none": only its children are found), and in
    `data` its `color` and productivity `score`, both inherited by its children."""

    name: list[str]
    rule: dict[str, Any]
    data: dict[str, Any]
    id: int | UnsetType = UNSET


class CategoriesAnswer(Struct):
    """The category rules in effect; `default`: none are stored."""

    default: bool
    classes: list[CategoryClass]


class LogLine(Struct):
    """A line of the server's log; an odd line has only its message."""

    message: str
    asctime: str | UnsetType = UNSET
    levelname: str | UnsetType = UNSET


class KeyShown(Struct):
    """A key without its secret; `last_used` is the hour of its last use."""

    id: str
    kind: str
    name: str
    owner: str
    scopes: list[str]
    created: Time
    expires: Time | None
    last_used: Time | None


class KeyMade(KeyShown):
    """A new key; `key` is its secret."""

    key: str


class AppShown(Struct):
    """An application; `tokens` is how many of its tokens are valid now, `scopes` the most it may ask for."""

    id: str
    name: str
    redirect_uris: list[str]
    scopes: list[str]
    tokens: int
    created: Time


class AppMade(AppShown):
    """A new application; `secret` is what it proves itself with."""

    secret: str


class OwnKey(Struct):
    """The owner's own key of a kind."""

    kind: str
    key: str


class SessionInvited(Struct):
    """Where a browser is sent."""

    path: str


class SessionOpened(Struct):
    """The key of a browser."""

    key: str


class Bucket(Struct):
    """A bucket's description."""

    id: str
    created: Time
    name: str | None
    type: str
    client: str
    hostname: str
    data: dict[str, Any]


class ListedBucket(Bucket):
    """A bucket in the list of all; `last_updated` is the end of the event that started last."""

    last_updated: Time | UnsetType = UNSET


class StoredEvent(Struct):
    """An event as it is stored; `duration` in seconds. The id is null while paused, when nothing is stored."""

    id: int | None
    timestamp: Time
    duration: Seconds
    data: dict[str, Any]


class EventDeleted(Struct):
    """Whether there was such an event."""

    success: bool


class ExportedEvent(Struct):
    """An event in an export."""

    timestamp: Time
    duration: Seconds
    data: dict[str, Any]


class BucketExport(Bucket):
    """A bucket with all its events, newest first."""

    events: list[ExportedEvent]


class ExportDocument(Struct):
    """Buckets by id."""

    buckets: dict[str, BucketExport]


class ImportCount(Struct):
    """How many events were new, how many were there already, and how many privacy rules dropped, if any."""

    events: int
    skipped: int
    dropped: int | UnsetType = UNSET


class ImportAnswer(Struct):
    """What an import did, by bucket."""

    buckets: dict[str, ImportCount]


class PauseAnswer(Struct):
    """Whether recording is paused; `until` null: until resumed by hand."""

    paused: bool
    since: Time | None
    until: Time | None


class PrivacyRule(Struct):
    """What of an event may be recorded: see the page about privacy."""

    field: str
    pattern: str
    action: Literal["drop", "redact", "rename"]
    enabled: bool | UnsetType = UNSET
    replacement: str | UnsetType = UNSET
    target: str | list[str] | UnsetType = UNSET
    bucket_prefix: str | UnsetType = UNSET
    bucket_pattern: str | UnsetType = UNSET


class BuiltInRules(Struct):
    """Rules that come with the program, under the name by which they are switched off."""

    name: str
    enabled: bool
    rules: list[PrivacyRule]


class PrivacyAnswer(Struct):
    """All rules, and whether they apply; `problem` says why some of what is stored cannot be used."""

    enabled: bool
    version: str
    built_in: list[BuiltInRules]
    rules: list[PrivacyRule]
    problem: str | None


class RulesInForce(Struct):
    """The rules that apply now, in their order; none while they are switched off."""

    version: str
    rules: list[PrivacyRule]


class Found(Struct):
    """How many events were taken out and changed, how long they are in all, and when they lie."""

    dropped: int
    changed: int
    seconds: Seconds
    first: Time | None
    last: Time | None


class FoundByRule(Found):
    """The same for one rule; `records`: of what is no event."""

    rule: PrivacyRule
    records: Found


class FoundByProject(Found):
    """The same for one project; null: for what has none."""

    project: str | None


class RecordsFound(Found):
    """The same of records that are no events, and by project, most time first."""

    projects: list[FoundByProject]


class Example(Struct):
    """The data of an event before and after; null: it is taken out."""

    bucket: str
    before: dict[str, Any]
    after: dict[str, Any] | None


class CopyFound(Struct):
    """A copy of the database: what became of it, and how many events were taken out or changed."""

    path: str
    outcome: Literal["clean", "cleaned", "deleted", "failed"]
    events: int


class QueueFound(Struct):
    """What waited in a client's queue; `deleted`: a damaged one, which is gone."""

    path: str
    dropped: int
    changed: int
    deleted: bool


class LogsFound(Struct):
    """How many lines of how many log files."""

    files: int
    lines: int


class Untouched(Struct):
    """A file that may hold the same, and why it was left alone."""

    path: str
    why: str


class DryRunAnswer(Struct):
    """What a purge would do."""

    events: Found
    rules: list[FoundByRule]
    buckets: dict[str, Found]
    records: dict[str, RecordsFound]
    examples: list[Example]
    copies: list[CopyFound]
    queues: list[QueueFound]
    logs: LogsFound
    untouched: list[Untouched]
    failed: list[str]


class PurgeAnswer(Struct):
    """What a purge did; `complete` false: what `failed` names is not clean yet."""

    events: Found
    rules: list[FoundByRule]
    buckets: dict[str, Found]
    records: dict[str, RecordsFound]
    copies: list[CopyFound]
    queues: list[QueueFound]
    logs: LogsFound
    untouched: list[Untouched]
    failed: list[str]
    complete: bool


class Expired(Struct):
    """How many events were, or would be, deleted for their age; by bucket, where there are any."""

    events: int
    buckets: dict[str, int]


class Supervisor(Struct):
    """The tray that supervises."""

    pid: int
    version: str


class Module(Struct):
    """A module as the tray last reported it, with the wish of now."""

    name: str
    state: str
    wanted: bool
    location: Literal["bundled", "system"]
    pid: int | None
    since: str | None
    reason: str | None
    restarts: int


class Receipt(Struct):
    """When a client last sent something that was accepted, and how many seconds ago that is."""

    last: Time | None
    age: Seconds


class ModulesAnswer(Struct):
    """What runs, and who has sent what when. Without a tray `supervised` is false and there are no modules."""

    supervised: bool
    supervisor: Supervisor | None
    modules: list[Module]
    seen: Time | None
    receipts: dict[str, Receipt]


class WishesAnswer(Struct):
    """What the tray has to know; `receipts` in seconds since the last."""

    version: int
    wishes: dict[str, bool]
    restarts: list[str]
    start_at_login: bool | None
    pause: PauseAnswer
    filtering: bool
    receipts: dict[str, Seconds]
    notices: list[Notice]


class AppTime(Struct):
    """Active time of an application."""

    app: str
    seconds: int


class TitleTime(Struct):
    """Active time of a window title."""

    app: str
    title: str
    seconds: int


class StripPiece(Struct):
    """A piece of the day; `label` says it in words."""

    start: Time
    end: Time
    state: Literal["active", "afk", "asleep", "paused", "no-data"]
    label: str


class WatcherState(Struct):
    """How a watcher that the day needs is doing."""

    name: str
    bucket: str | None
    state: Literal["ok", "silent", "never", "stopped", "paused"]
    last_seen: Time | None
    reason: str


class Reach(Struct):
    """Up to when the newest event lasts, if it ended at most so many seconds before."""

    until: Time
    seconds: int


class Reaches(Struct):
    """How far the newest window and AFK event reach; null when their watcher is not heard of."""

    window: Reach | None
    afk: Reach | None


class TodayAnswer(Struct):
    """Where the day went."""

    date: str
    timezone: str
    start: Time
    end: Time
    now: Time
    hostname: str
    active_seconds: int
    apps: list[AppTime]
    titles: list[TitleTime]
    strip: list[StripPiece]
    reach: Reaches
    watchers: list[WatcherState]
    pause: PauseAnswer
    notices: list[Notice]
