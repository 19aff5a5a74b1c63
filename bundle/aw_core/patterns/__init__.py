"""Regular expressions that people write, judged before they run: Python cannot interrupt one, and one can run for ever.

A pattern is refused when some text makes the number of ways to match it explode: a repetition whose body can match
the same text in several ways (`(a+)+`), many overlapping repetitions in a row, many optional parts that overlap. What
is left costs at worst a low power of the text's length, so each gets to see only as much of a text as it can bear.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Final

from aw_core.patterns.shape import Hazard, repetitions

# `[[` and `--` in a set may mean something else one day. The warning would show the pattern, which is the user's.
warnings.filterwarnings("ignore", "Possible (nested set|set )", FutureWarning)

MOST_CHARACTERS: Final = 20_000
# Shorter ones are judged sooner than looked up.
_LONG: Final = 200

REACH: Final = (100_000, 10_000, 1_000, 300, 150)
"""Characters of a text that a pattern gets to see, by the number of its overlapping repetitions in a row."""


def fault(regex: str, ignore_case: bool = False) -> str | None:
    """Why a pattern cannot be used, as the end of a sentence; None for one that can."""
    found = _judge(regex, ignore_case)
    return found if isinstance(found, str) else None


def reach(regex: str, ignore_case: bool = False) -> int:
    """How many characters of a text a pattern gets to see; 0 for one that cannot be used."""
    found = _judge(regex, ignore_case)
    return 0 if isinstance(found, str) else REACH[found]


def _known(regex: str) -> int | None:
    """The judgement on an expression of the default catalogue, which takes most of a second for all of them."""
    from aw_core.categories.catalogue import REPETITIONS, category_of

    return REPETITIONS if category_of(regex) else None


@lru_cache(maxsize=4096)
def _judge(regex: str, ignore_case: bool) -> int | str:
    """How many overlapping repetitions follow one another in a pattern; a text if it cannot be used, saying why."""
    if len(regex) > MOST_CHARACTERS:
        return f"it has more than {MOST_CHARACTERS} characters"
    if len(regex) > _LONG and not ignore_case and (known := _known(regex)) is not None:
        return known
    try:
        # The flags of a rule: what is compiled here is found again by `re`.
        return repetitions(regex, re.UNICODE | (re.IGNORECASE if ignore_case else 0))
    except (re.error, OverflowError) as error:
        return str(error)
    except RecursionError:
        return "it is nested too deeply"
    except Hazard as hazard:
        return str(hazard)
