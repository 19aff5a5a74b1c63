"""Decorators other programs of the ecosystem import (contract 7.4)."""

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


def deprecated(function: Callable[P, R]) -> Callable[P, R]:
    """Warn (DeprecationWarning) at every call of `function`."""

    @functools.wraps(function)
    def warned(*args: P.args, **kwargs: P.kwargs) -> R:
        warnings.warn(f"{function.__name__} is deprecated", DeprecationWarning, stacklevel=2)
        return function(*args, **kwargs)

    return warned


def restart_on_exception(
    function: Callable[P, R], delay: float = 1, exception: type[BaseException] = Exception
) -> Callable[P, None]:
    """Call `function` again `delay` seconds after it raised `exception`, until it returns."""

    @functools.wraps(function)
    def stubborn(*args: P.args, **kwargs: P.kwargs) -> None:
        while True:
            try:
                function(*args, **kwargs)
                return
            except exception:
                logger.exception("%s failed; starting it again in %s s", function.__name__, delay)
                time.sleep(delay)

    return stubborn
