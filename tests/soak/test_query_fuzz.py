"""Ten minutes of random queries: only typed errors, none past its limits."""

from __future__ import annotations

import json
import os
import time

from tests.aw_query.fuzzing import fuzz

MINUTES = float(os.environ.get("AW_SOAK_MINUTES", "10"))


def test_ten_minutes_of_random_queries() -> None:
    seed = int(os.environ.get("AW_SOAK_SEED", str(int(time.time()))))
    seen = fuzz(seed, stop_after=MINUTES * 60)
    print(f"\nseed {seed}:", json.dumps(seen))
    assert seen["answer"] > 100
