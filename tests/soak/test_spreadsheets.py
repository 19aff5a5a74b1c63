"""Tables of the Analytic Data API in the programs that people put them into: pandas and LibreOffice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.programs import LiveServer

TITLES = ["vim", 'Schöne, "neue" Welt', "12 Monkeys"]
QUERY = "perspective=interval&restrict_kind=activity&restrict_begin=2024-03-04&restrict_end=2024-03-05"
COLUMNS = ["Date", "Time Spent (seconds)", "Number of People", "Activity", "Category", "Productivity"]
KINDS = ["date", "float", "float", "string", "string", "float"]

PANDAS = """
import io, json, sys, urllib.request
import pandas
address, columns = sys.argv[1], json.loads(sys.argv[2])
table = json.load(urllib.request.urlopen(address + "&format=json"))
frame = pandas.DataFrame(table["rows"], columns=table["row_headers"])
frame["Date"] = pandas.to_datetime(frame["Date"])
read = pandas.read_csv(address + "&format=csv", parse_dates=["Date"])
pandas.testing.assert_frame_equal(frame, read, check_dtype=False)
assert list(read.columns) == columns
kinds = {name: read[name].dtype.kind for name in columns}
day = read.set_index("Date")["Time Spent (seconds)"].resample("D").sum()
print(json.dumps({"kinds": kinds, "day": int(day.iloc[0]), "names": sorted(read["Activity"])}))
"""
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    with LiveServer(env={"TZ": "UTC"}) as server:
        server.api("buckets/w", "POST", {"type": "currentwindow", "client": "tests", "hostname": "box"})
        for number, app in enumerate(TITLES):
            start = f"2024-03-04T09:{10 * number:02}:00Z"
            event = {"timestamp": start, "duration": 300 * (number + 1), "data": {"app": app, "title": "t"}}
            server.api("buckets/w/events", "POST", event)
        key = server.api("keys", "POST", {"name": "tables", "kind": "rescuetime"}).json["key"]
        yield f"{server.url}/anapi/data?key={key}&{QUERY}"


def test_pandas_reads_both_forms(address: str, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    python = str(place / "bin" / "python")
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "pandas"]
    got = subprocess.run(install, capture_output=True, text=True, timeout=600, check=False)
    if got.returncode != 0:
        pytest.skip(f"cannot be installed here: {got.stderr.strip().splitlines()[-1]}")
    run = [python, "-c", PANDAS, address, json.dumps(COLUMNS)]
    env = {"NO_PROXY": "*", "no_proxy": "*"}
    done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["day"] == 1800 and found["names"] == sorted(TITLES)
    kinds = [found["kinds"][name] for name in COLUMNS]
    assert [kind if kind in "Mi" else "text" for kind in kinds] == ["M", "i", "i", "text", "text", "i"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice")
def test_libreoffice_imports_the_table_with_its_types(address: str, tmp_path: Path) -> None:
    fetch = ["curl", "-s", "--noproxy", "*", "-o", str(tmp_path / "table.csv"), f"{address}&format=csv"]
    subprocess.run(fetch, check=True, timeout=60)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    # 44: comma, 34: quotes, 76: UTF-8, from line 1 on; "detect special numbers" as its dialogue offers.
    convert = ["--infilter=CSV:44,34,76,1,,0,false,true", "--convert-to", "fods", "--outdir", str(tmp_path)]
    run = ["soffice", profile, "--headless", *convert, str(tmp_path / "table.csv")]
    done = subprocess.run(run, capture_output=True, text=True, timeout=300, check=False)
    assert (tmp_path / "table.fods").exists(), done.stderr
    rows = [row for row in _rows(tmp_path / "table.fods") if row]
    assert [value for _, value in rows[0]] == COLUMNS
    assert [[kind for kind, _ in row] for row in rows[1:]] == [KINDS] * len(TITLES)
    assert [row[0][1] for row in rows[1:]] == ["2024-03-04T09:00:00"] * len(TITLES)
    assert {row[3][1]: float(row[1][1]) for row in rows[1:]} == dict(zip(TITLES, (300, 600, 900), strict=True))


def _rows(path: Path) -> list[list[tuple[str, Any]]]:
    """Type and value of every cell that holds something."""
    found = []
    for row in ElementTree.parse(path).getroot().iter(f"{{{TABLE}}}table-row"):
        cells = []
        for cell in row.iter(f"{{{TABLE}}}table-cell"):
            kind = cell.get(f"{{{OFFICE}}}value-type")
            if kind is not None:
                value = cell.get(f"{{{OFFICE}}}{'date-value' if kind == 'date' else 'value'}")
                for _ in range(int(cell.get(f"{{{TABLE}}}number-columns-repeated", "1"))):
                    cells.append((kind, value if value is not None else "".join(cell.itertext()).strip()))
        found.append(cells)
    return found
