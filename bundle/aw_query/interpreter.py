"""Runs a parsed query for one period: names, calls, limits. What functions do is in `functions`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aw_query.exceptions import QueryException, QueryInterpretException, QueryParseException
from aw_query.limits import Meter
from aw_query.parser import Assignment, Call, Constant, DictOf, Expression, ListOf, Variable, last_uses
from aw_query.reads import Reads
from aw_query.registry import functions

RESULT = "RETURN"
# What is read without being named.
_KEPT = frozenset((RESULT, "STARTTIME", "ENDTIME"))


class Scope(dict[str, Any]):
    """The variables of one run, what reads buckets for it, and what it may cost."""

    def __init__(self, name: str, start: datetime, end: datetime, reads: Reads, meter: Meter) -> None:
        """`start` and `end` are shown to the query with the offset that they carry."""
        super().__init__(beginning(name, start, end))
        self.reads = reads
        self.meter = meter
        self._rows: dict[str, int] = {}
        self._rows_held = 0

    def assign(self, name: str, value: Any) -> None:
        """Give a variable its value. Raises QueryFunctionException when it, or all of them, hold too much."""
        rows = self.meter.weigh(value)
        self._rows_held += rows - self._rows.get(name, 0)
        self._rows[name] = rows
        self.meter.check_rows_held(self._rows_held)
        self[name] = value

    def forget(self, name: str) -> None:
        """Let go of a value that nothing will read."""
        self.pop(name, None)
        self._rows_held -= self._rows.pop(name, 0)


def beginning(name: str, start: datetime, end: datetime) -> dict[str, Any]:
    """The variables that every query finds; all can be assigned to (contract 5.1)."""
    first, last = start.isoformat(), end.isoformat()
    return {
        "True": True,
        "False": False,
        "true": True,
        "false": False,
        "NAME": name,
        "STARTTIME": first,
        "ENDTIME": last,
        "TIMEINTERVAL": f"{first}/{last}",
    }


def run(program: Sequence[Assignment], scope: Scope, datastore: Any) -> Any:
    """What the program assigns to RETURN. Raises typed errors only, with their place as offset."""
    interpreter = Interpreter(scope, datastore)
    for statement, done_with in zip(program, last_uses(program, _KEPT), strict=True):
        scope.meter.check_time()
        try:
            scope.assign(statement.name, interpreter.value(statement.value))
        except QueryException as error:
            if error.at is None:
                error.at = statement.at
            raise
        for name in done_with:
            scope.forget(name)
    if RESULT not in scope:
        raise QueryParseException(f"The query never assigns {RESULT}, so there is nothing to answer")
    return scope[RESULT]


class Interpreter:
    """Values of expressions under a scope."""

    def __init__(self, scope: Scope | dict[str, Any], datastore: Any) -> None:
        self._scope = scope
        self._given = {"datastore": datastore, "namespace": scope}

    def value(self, node: Expression) -> Any:
        """The value of one expression."""
        match node:
            case Constant():
                return node.value
            case Variable():
                return self._variable(node)
            case Call():
                return self._call(node)
            case ListOf():
                return [self.value(item) for item in node.items]
            case DictOf():
                return {key: self.value(item) for key, item in node.items}

    def _variable(self, node: Variable) -> Any:
        try:
            return self._scope[node.name]
        except KeyError:
            raise QueryInterpretException(f"There is no variable {node.name}", node.at) from None

    def _call(self, node: Call) -> Any:
        function = functions.get(node.name)
        if function is None:
            raise QueryInterpretException(f"There is no function {node.name}", node.at)
        args = [self.value(arg) for arg in node.args]
        try:
            if isinstance(self._scope, Scope):
                return self._metered(self._scope.meter, function, args)
            return function(args, self._given)
        except QueryException as error:
            if error.at is None:
                error.at = node.at
            raise

    def _metered(self, meter: Meter, function: Any, args: list[Any]) -> Any:
        meter.check_time()
        # No function makes more than a few times what it is given; those that could are checked in `sizes`.
        meter.check_rows(sum(map(meter.weigh, args)))
        with meter.running():
            value = function(args, self._given)
        meter.check_rows(meter.weigh(value))
        return value
