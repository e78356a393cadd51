"""Fetches submissions from Canvas and gives scores and comments back, by its API.

The `canvas` extra is needed: nothing else imports this package. No real Canvas was tried; the tests
talk to a local server that answers as Canvas's documentation of its API says.
"""
