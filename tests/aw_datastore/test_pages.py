"""The page reader: reads what SQLite wrote, and ends, whatever it is given."""

from __future__ import annotations

import random
import sqlite3
import time
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aw_datastore.recovery.ids import IdSet
from aw_datastore.recovery.log import LogFile, has_lost_commits, left_over
from aw_datastore.recovery.merge import apart
from aw_datastore.recovery.pages import (
    INDEX_LEAF,
    LOST,
    TABLE_LEAF,
    PageFile,
    index_entries,
    page_kind,
    read_record,
    read_varint,
    signed,
    table_rows,
)
from aw_datastore.recovery.rows import EventRow, as_entry, as_row
from aw_datastore.recovery.source import Source
from tests.support.wait import patience

VALUES = [
    None, 0, 1, -1, 127, -128, 32767, 2**23, -(2**31), 2**40, -(2**47), 2**63 - 1, -(2**63), 1.5, "", "a", "ü" * 9000,
    b"\x00\xff", "x" * 200_000,
]  # fmt: skip


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
def test_it_reads_what_sqlite_wrote(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size={size}")
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)")
        rows = [(key, one, two) for key, (one, two) in enumerate(((a, b) for a in VALUES for b in VALUES), -50)]
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        connection.execute("DELETE FROM t WHERE id % 7 = 0")
        wanted = {key: (one, two) for key, one, two in connection.execute("SELECT id, a, b FROM t")}
    file = PageFile(path)
    found = {}
    for number in range(2, file.count + 1):
        content = file.page(number)
        assert content is not None
        if page_kind(content, number) == TABLE_LEAF:
            for key, payload, length in table_rows(content, number, file.usable, file.page):
                values = read_record(payload, length)
                assert values is not None
                found[key] = (values[1], values[2])
    file.close()
    assert found == wanted


@pytest.mark.parametrize("size", [1024, 4096, 8192])
def test_the_page_size_is_found_without_the_head(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size={size}")
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO t (a) VALUES (?)", [("text" * (i % 30),) for i in range(20_000)])
        connection.execute("COMMIT")
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    file = PageFile(path)
    assert file.page_size == size
    file.close()


@given(st.integers(0, 2**64 - 1))
def test_numbers_of_any_length(value: int) -> None:
    if value >= 1 << 56:
        text = bytes(0x80 | value >> 8 >> 7 * step & 0x7F for step in range(7, -1, -1)) + bytes([value & 0xFF])
    else:
        groups = [value >> 7 * step & 0x7F for step in range(8)]
        while len(groups) > 1 and not groups[-1]:
            groups.pop()
        text = bytes(group | 0x80 for group in reversed(groups[1:])) + bytes(groups[:1])
    assert read_varint(text + b"\xff", 0) == (value, len(text))
    assert -(2**63) <= signed(value) < 2**63


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_are_a_record_or_none(payload: bytes, length: int) -> None:
    values = read_record(payload, length)
    assert values is None or all(v is None or v is LOST or isinstance(v, int | float | str | bytes) for v in values)
    as_row(1, payload, length)
    as_entry(payload, length)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0x02, 0x05, 0x0A, 0x0D]), st.sampled_from([512, 4096]))
def test_any_bytes_are_pages(seed: int, kind: int, size: int) -> None:
    """Random pages whose overflow chains point anywhere, also at themselves."""
    source = random.Random(seed)
    pages = [b""] + [bytes([kind]) + source.randbytes(size - 1) for _ in range(8)]

    def read(number: int) -> bytes | None:
        return pages[1 + number % 8]

    for number in range(2, 8):
        for _, payload, length in table_rows(pages[number], number, size, read):
            assert len(payload) <= length
            as_row(1, payload, length)
        for payload, length in index_entries(pages[number], number, size):
            as_entry(payload, length)


def test_a_chain_that_loops_ends_and_takes_little(tmp_path: Path) -> None:
    """One cell that claims 60 MB in a chain of one page that names itself."""
    length = 60 * 2**20
    varint = bytes([0x80 | length >> 21, 0x80 | length >> 14 & 0x7F, 0x80 | length >> 7 & 0x7F, length & 0x7F])
    page = bytearray(4096)
    page[0:8] = bytes([TABLE_LEAF, 0, 0, 0, 1, 0, 100, 0])
    page[8:10] = (100).to_bytes(2, "big")
    page[100:105] = varint + b"\x01"
    local = next(n for n in [(4096 - 12) * 32 // 255 - 23 + (length - ((4096 - 12) * 32 // 255 - 23)) % 4092])
    local = local if local <= 4061 else (4096 - 12) * 32 // 255 - 23
    page[105 + local : 109 + local] = (2).to_bytes(4, "big")
    loop = (2).to_bytes(4, "big") + bytes(4092)
    tracemalloc.start()
    begun = time.monotonic()
    [(_, payload, said)] = table_rows(bytes(page), 3, 4096, lambda _: loop)
    assert time.monotonic() - begun < 2 * patience()
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()
    assert said == length
    assert len(payload) == local + 4092


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=20_000), st.integers(0, 2**32))
def test_any_file_with_any_log_is_a_source(content: bytes, seed: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        path.write_bytes(content)
        path.with_name("a.db-wal").write_bytes(random.Random(seed).randbytes(9000))
        source = Source(path, path)
        source.survey()
        for page in source.event_pages:
            source.events(page)
        list(source.events_beyond())
        source.close()
        left_over(path)
        has_lost_commits(path)


def make_log(tmp_path: Path, commits: int) -> tuple[Path, int]:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("CREATE TABLE t (a)")
    for number in range(commits):
        connection.execute("INSERT INTO t VALUES (?)", (f"{number}" * 300,))
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    copy.with_name("copy.db-wal").write_bytes(path.with_name("a.db-wal").read_bytes())
    connection.close()
    return copy, 4096 + 24


def test_a_whole_log_is_read_as_sqlite_reads_it(tmp_path: Path) -> None:
    path, step = make_log(tmp_path, 50)
    content = path.with_name("copy.db-wal").read_bytes()
    log = LogFile(path.with_name("copy.db-wal"), 4096)
    assert not log.stopped
    assert log.beyond == {}
    frames = range(32, len(content), step)
    newest = {int.from_bytes(content[at : at + 4], "big"): at + 24 for at in frames}
    assert log.committed == newest
    assert {log.page(place) for place in log.committed.values()} == {content[at : at + 4096] for at in newest.values()}
    log.close()
    assert not has_lost_commits(path)
    assert not left_over(path)


def test_behind_a_damaged_frame_the_log_goes_on(tmp_path: Path) -> None:
    path, step = make_log(tmp_path, 50)
    content = bytearray(path.with_name("copy.db-wal").read_bytes())
    damaged = 32 + 20 * step
    content[damaged + 500] ^= 1
    path.with_name("copy.db-wal").write_bytes(content)
    log = LogFile(path.with_name("copy.db-wal"), 4096)
    assert log.stopped
    assert log.lost_commits
    assert all(place < damaged for place in log.committed.values())
    assert log.beyond
    assert all(place > damaged + step for place in log.beyond.values())
    log.close()
    assert has_lost_commits(path)


def test_a_torn_last_commit_is_what_a_kill_leaves(tmp_path: Path) -> None:
    path, step = make_log(tmp_path, 50)
    log = path.with_name("copy.db-wal")
    log.write_bytes(log.read_bytes()[: -step // 2])
    assert not has_lost_commits(path)


@given(st.sets(st.integers(1, 300_000)), st.sets(st.integers(1, 300_000)))
def test_a_set_of_ids(one: set[int], two: set[int]) -> None:
    first, second = IdSet(), IdSet()
    for value in one:
        first.add(value)
    for value in two:
        second.add(value)
    assert list(first.without(second)) == sorted(one - two)
    assert all(value in first for value in one)
    assert not any(value in first for value in two - one)
    assert bool(first) is bool(one)


def test_rows_out_of_order_are_doubtful() -> None:
    rows = [EventRow(number, 1, 0, 0, None, None) for number in (5, 6, 900_000, 8, 9)]
    sound, doubtful = apart(rows)
    assert [row.id for row in sound] == [5, 6, 9]
    assert [row.id for row in doubtful] == [900_000, 8]
    assert INDEX_LEAF != TABLE_LEAF
