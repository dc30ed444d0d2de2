"""The version of gridsim."""

__version__ = "0.1.0"
