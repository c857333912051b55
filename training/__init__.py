"""Trains the bundled embedding model: ``python -m training --help``."""
