"""The suites of rules and the example class are data to the project's own tests."""

collect_ignore = ["hidden", "public", "submissions"]
