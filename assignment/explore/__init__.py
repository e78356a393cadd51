"""Why W goes to 0 when λ is big: one page, drawn from a student's own two functions.

`explore` trains the exercise's network with them at many values of λ, in processes like that of the
self-check (`crew` has them run `training`, which calls the functions through `student`), and writes
what came out as one page that needs no network (`page`). Nothing here knows how the functions
should be written: the L2 term that is drawn is what the student's J has beside the cross-entropy,
and the decay is what λ adds to the student's own gradient.
"""

import sys

if "autograder" not in sys.modules:
    import checks  # noqa: F401 - finds the engine of this hand-out

__all__ = ["choose", "explain", "explore"]


def explore(*arguments, **options):
    """Write the page; see explore.run, which a process that only trains does without."""
    from explore.run import explore as drawn

    return drawn(*arguments, **options)


def choose(cost, gradients):
    """Choose λ with the two functions of a notebook, as the page does.

    Returns:
        The draws, the best of them and the band around it, as explore.search.Search; None when
        there is nothing to compare. And which λ to take, in a sentence.
    """
    from explore.plan import COST, GRADIENTS
    from explore.run import chosen
    from explore.search import verdict

    found = chosen({COST: cost, GRADIENTS: gradients})
    return found, verdict(found)


def explain(*arguments, **options):
    """Write the page of functions with a known mistake; see explore.run."""
    from explore.run import explain as explained

    return explained(*arguments, **options)
