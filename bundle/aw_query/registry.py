"""How a Python function becomes one of the query language: its arguments are counted and checked by its signature."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aw_core.models import Event
from aw_query.exceptions import QueryException, QueryFunctionException, QueryInterpretException
from aw_query.frames import is_frame

F = TypeVar("F", bound=Callable[..., Any])

# Parameters that the interpreter fills in, not the query.
_GIVEN = ("datastore", "namespace")
_PREFIX = "q2_"
# What a function may run into with arguments that its signature allows: the query's fault, not the server's.
_FAULTS = (TypeError, ValueError, LookupError, ArithmeticError, RecursionError, MemoryError, re.error)
_NAMES = {list: "a list", str: "a text", int: "a number", float: "a number", dict: "a dictionary"}


@dataclass(frozen=True)
class Parameter:
    """One argument as the query gives it. `kinds` is empty where anything goes; `events`: events and nothing else."""

    name: str
    kinds: tuple[type, ...]
    required: bool
    events: bool = False


@dataclass(frozen=True)
class QueryFunction:
    """A function of the language."""

    name: str
    function: Callable[..., Any]
    given: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    rest: Parameter | None

    def __call__(self, args: Sequence[Any], given: dict[str, Any]) -> Any:
        """The function's value. Raises only typed errors (and those of the storage)."""
        self._count(len(args))
        for position, value in enumerate(args):
            parameter = self.parameters[position] if position < len(self.parameters) else self.rest
            if parameter is not None:
                self._check(parameter, value)
        try:
            return self.function(*(given[name] for name in self.given), *args)
        except QueryException:
            raise
        except re.error as error:
            raise QueryFunctionException(f"{self.name}: the regular expression is wrong: {error}") from error
        except KeyError as error:
            raise QueryFunctionException(f"{self.name}: an event has no {error}") from error
        except MemoryError as error:
            raise QueryFunctionException(f"{self.name}: there is not enough memory") from error
        except _FAULTS as error:
            raise QueryFunctionException(f"{self.name}: {error or type(error).__name__}") from error

    def _count(self, number: int) -> None:
        least = sum(parameter.required for parameter in self.parameters)
        most = None if self.rest else len(self.parameters)
        if number < least or (most is not None and number > most):
            wanted = str(least) if least == most else f"{least} or more" if most is None else f"{least} to {most}"
            raise QueryInterpretException(f"{self.name} takes {wanted} arguments, not {number}")

    def _check(self, parameter: Parameter, value: Any) -> None:
        if is_frame(value) and ("events" in parameter.name or not parameter.kinds):
            return
        if not parameter.kinds or (isinstance(value, parameter.kinds) and not is_frame(value)):
            if not parameter.events or all(isinstance(event, Event) for event in value):
                return
            wanted = "a list of events"
        else:
            wanted = " or ".join(dict.fromkeys(_NAMES[kind] for kind in parameter.kinds))
        raise QueryFunctionException(f"{self.name}: {parameter.name} has to be {wanted}")


functions: dict[str, QueryFunction] = {}


def q2_function(function: F) -> F:
    """Put a function named `q2_…` into the language, under the rest of its name; it stays as it is for Python."""
    name = function.__name__.removeprefix(_PREFIX)
    functions[name] = _described(name, function)
    return function


def _described(name: str, function: Callable[..., Any]) -> QueryFunction:
    hints = typing.get_type_hints(function)
    given: list[str] = []
    parameters: list[Parameter] = []
    rest = None
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name in _GIVEN:
            given.append(parameter.name)
            continue
        required = parameter.default is parameter.empty
        hint = hints[parameter.name]
        described = Parameter(parameter.name, _kinds(hint), required, hint == list[Event])
        if parameter.kind is parameter.VAR_POSITIONAL:
            rest = described
        else:
            parameters.append(described)
    return QueryFunction(name, function, tuple(given), tuple(parameters), rest)


def _kinds(hint: Any) -> tuple[type, ...]:
    """The Python types that satisfy a hint; whole numbers are numbers. None as a default is not a value of a query."""
    origin = typing.get_origin(hint)
    if origin is None:
        if hint is float:
            return (float, int)
        return (hint,) if hint in _NAMES else ()
    if origin in _NAMES:
        return (origin,)
    parts = [_kinds(part) for part in typing.get_args(hint) if part is not type(None)]
    return tuple(kind for part in parts for kind in part) if all(parts) else ()
