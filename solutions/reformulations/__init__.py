"""Right versions of both graded functions in other styles; all of them must get full marks.

They are what the tolerances and rules are tested against: a rule that refuses one of them asks
for a style, not for the right answer.
"""

from reformulations import cost, gradients
from reformulations.model import Reformulation, written_in

__all__ = ["REFORMULATIONS", "Reformulation"]

REFORMULATIONS = written_in(cost) + written_in(gradients)
"""All reformulations of both questions."""
