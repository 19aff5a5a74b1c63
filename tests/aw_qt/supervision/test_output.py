"""Bounded memory, bounded file."""

from aw_qt.supervision.output import OutputLog, Ring


def test_the_ring_keeps_the_newest_lines_within_its_size():
    ring = Ring(size=1000)
    for number in range(1000):
        ring.write(f"line {number}\n".encode())
    assert ring.tail(2) == ["line 998", "line 999"]
    assert sum(len(line) + 1 for line in ring.tail(1000)) <= 1000


def test_one_write_larger_than_the_ring():
    ring = Ring(size=10)
    ring.write(b"x" * 100 + b"\nend")
    assert ring.tail(1) == ["end"]


def test_broken_bytes_are_shown_not_raised():
    ring = Ring()
    ring.write(b"\xff\xfe caf\xc3")
    assert "caf" in ring.tail(1)[0]


def test_the_file_is_private_and_moved_aside_when_it_has_grown(tmp_path):
    file = tmp_path / "modules" / "aw-x.log"
    with OutputLog(file, limit=100) as log:
        for number in range(30):
            log.write(f"line number {number}\n".encode())
    kept = file.with_name("aw-x.log.1").read_text() + file.read_text()
    assert "line number 29" in kept
    assert file.stat().st_size <= 120
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_opened_loses_lines_not_the_module(tmp_path):
    (tmp_path / "aw-x.log").mkdir()
    with OutputLog(tmp_path / "aw-x.log") as log:
        log.write(b"lost\n")
