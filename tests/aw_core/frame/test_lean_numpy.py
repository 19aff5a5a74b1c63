"""What numpy leaves out when we import it, and that nothing is broken by it."""

import subprocess
import sys

from tests.support.programs import program_env


def run(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], env=program_env(), capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_queries_come_without_what_they_never_use() -> None:
    code = (
        "import sys, aw_core.frame.functions as f, aw_core.frame.rules as r; from aw_core.frame import EventFrame\n"
        "r.compile_rules([[['A'], {'regex': 'word'}]]).category({'title': 'a word'})\n"
        "print(*sys.modules)"
    )
    modules = set(run(code).split())
    assert "numpy" in modules
    assert modules & {"numpy.linalg", "numpy._core._add_newdocs", "numpy.typing", "numpy.ma", "numpy.random"} == set()


def test_who_asks_for_it_later_gets_the_real_one() -> None:
    code = (
        "import aw_core.frame, numpy as np\n"
        "print(np.roots([1, -3, 2]).tolist(), (np.matrix([[2, 0], [0, 2]]) ** 2).tolist())\n"
        "print(round(np.linalg.det([[2, 0], [0, 3]])), np.linalg.norm.__module__)\n"
        "print(np.polyfit([0, 1], [1, 3], 1).round())"
    )
    assert run(code).splitlines() == ["[2.0, 1.0] [[4, 0], [0, 4]]", "6 numpy.linalg", "[2. 1.]"]


def test_numpy_that_is_there_already_stays_as_it_is() -> None:
    code = (
        "import numpy; before = numpy.linalg; import aw_core.frame\n"
        "print(numpy.linalg is before, len(numpy.array.__doc__) > 9)"
    )
    assert run(code) == "True True"
