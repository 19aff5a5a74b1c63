"""Places of moments among edges: whichever way they are looked up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aw_core.frame.periods import placed

NUMBERS = st.integers(-20, 20)


@given(edges=st.lists(NUMBERS, max_size=8), moments=st.lists(NUMBERS, max_size=60), ordered=st.booleans())
def test_moments_have_the_places_that_a_search_for_each_gives(
    edges: list[int], moments: list[int], ordered: bool
) -> None:
    among = np.array(sorted(edges), np.int64)
    wanted = np.array(sorted(moments) if ordered else moments, np.int64)
    assert placed(among, wanted, "left").tolist() == [sum(edge < one for edge in edges) for one in wanted.tolist()]
    assert placed(among, wanted, "right").tolist() == [sum(edge <= one for edge in edges) for one in wanted.tolist()]
