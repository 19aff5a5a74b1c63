"""The one version number of the bundle."""

__version__ = "0.14.0"
