"""Has pytest run these rules on a student's file; `python -m checks` does the same without it."""

from pathlib import Path

from autograder import by_pytest


def pytest_addoption(pluginmanager):
    by_pytest.load(pluginmanager)


def pytest_configure(config):
    by_pytest.begin(config, Path(__file__).parent)
