"""What an exercise's authors run and write: vectors and hand-outs, proofs, the author's file.

An author's file imports the names below, and nothing else of this package.
"""

from autograder.authoring.declared import call, case, exercise, mistake, question, scale
from autograder.judge.marks import rule

__all__ = ["call", "case", "exercise", "mistake", "question", "rule", "scale"]
