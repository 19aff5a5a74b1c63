"""Widgets are tested without a display."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
