"""Grades untrusted submissions against test vectors; knows no answers itself."""

__all__ = ["__version__"]

__version__ = "0.1.0"
