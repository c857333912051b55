"""Adapters: the only place where third-party libraries are imported."""
