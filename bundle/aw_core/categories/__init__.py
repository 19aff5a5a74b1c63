"""The one catalogue of default categories, and how the setting `classes` is read. No numpy, no Qt.

Web UI, queries, `aw-client` and the interfaces for other services all take categories and productivity from here, so
the same event lands in the same category everywhere.
"""

from .catalogue import default_classes
from .settings import classes_from_settings, color_of, productivity_of, rules_from_settings

__all__ = ["classes_from_settings", "color_of", "default_classes", "productivity_of", "rules_from_settings"]
