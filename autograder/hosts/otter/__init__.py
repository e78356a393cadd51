"""Otter-Grader as the one who drives: Otter runs, this engine grades.

Otter executes a submission beside its tests and believes what comes back. Here it is given an
empty notebook instead, and its results are replaced by the engine's. Nothing outside this package
imports it, and it alone needs the `otter` extra.
"""
