"""Routes without what writes their addresses.

For each route werkzeug compiles two functions that `url_for` would call. Nobody asks this server for an address, and
for a hundred routes that was a tenth of every start.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule


class LeanRule(Rule):
    """A route whose address is compiled when somebody asks for it."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder

        def build(rule: LeanRule, /, **values: object) -> tuple[str, str]:
            return compiled(append_unknown)(rule, **values)

        return build
