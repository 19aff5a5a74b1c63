"""Arrays by what they hold, for annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
else:
    # numpy's own takes a while to import, and annotations are all that it is for.
    NDArray = list

Int64s = NDArray[np.int64]
Codes = NDArray[np.int32]
"""Places in a pool."""

__all__ = ["Codes", "Int64s", "NDArray"]
