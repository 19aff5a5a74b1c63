"""Privacy rules: what of an event may be recorded. Pure; server, watchers and clean-ups apply the same ones."""

from aw_core.privacy.builtin import BUILT_IN, built_in_rules
from aw_core.privacy.rules import Rule, RuleError, RuleSet, parse_rule, parse_rules

__all__ = ["BUILT_IN", "Rule", "RuleError", "RuleSet", "built_in_rules", "parse_rule", "parse_rules"]
