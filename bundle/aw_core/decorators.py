"""Two decorators that programs of the ecosystem import from here (contract 7.4)."""

from __future__ import annotations

import functools
import logging
import time
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)


def deprecated(f: Callable[P, R]) -> Callable[P, R]:
    """Warn with a DeprecationWarning that names the caller each time `f` is called."""

    @functools.wraps(f)
    def warned(*args: P.args, **kwargs: P.kwargs) -> R:
        warnings.warn(f"{f.__name__} is deprecated", DeprecationWarning, stacklevel=2)
        return f(*args, **kwargs)

    return warned


def restart_on_exception(
    f: Callable[P, R], delay: float = 1, exception: type[Exception] | tuple[type[Exception], ...] = Exception
) -> Callable[P, R]:
    """Call `f` again, `delay` seconds later, as long as it raises `exception`; other exceptions pass."""

    @functools.wraps(f)
    def restarting(*args: P.args, **kwargs: P.kwargs) -> R:
        while True:
            try:
                return f(*args, **kwargs)
            except exception as error:
                logger.error("%s failed (%r); again in %s s", f.__name__, error, delay)
                time.sleep(delay)

    return restarting
