"""What the catalogue proves about vectors: they see every mistake and refuse no right way."""

import exposure
from misconceptions import CATALOGUE
from reformulations import REFORMULATIONS

from autograder import RuleFailedError

__all__ = ["claims", "refused", "unseen"]

LEAST_EXPOSURES = {"hidden": 2, "public": 1}
LEAST_SHARE_NAMED = 0.95


def claims(sets):
    """Yield a name, whether it holds, and what was measured, for each claim.

    Args:
        sets: mapping from a set's name to its autograder.VectorSet.
    """
    for which, found in sets.items():
        vectors, least = found.vectors, LEAST_EXPOSURES[which]
        missed = unseen(vectors, least)
        detail = _listed(missed) or f"{len(CATALOGUE)} misconceptions"
        yield f"{which}: every misconception is exposed at least {least} times", not missed, detail
        failed = refused(vectors)
        detail = _listed(failed) or f"{len(REFORMULATIONS)} reformulations"
        yield f"{which}: every reformulation is right", not failed, detail
        asked = exposure.ask_all(vectors, CATALOGUE)
        same = _facts(exposure.annotate(vectors, asked)) == _facts(vectors)
        yield f"{which}: kills and fingerprints are the catalogue's", same, ""
        if which == "hidden":
            yield _naming(exposure.named(vectors, asked))


def unseen(vectors, least):
    """Return the ids of the misconceptions that fewer than `least` vectors expose."""
    kills = [name for vector in vectors for name in vector.kills]
    return [found.id for found in CATALOGUE if kills.count(found.id) < least]


def refused(vectors):
    """Return the ids of the reformulations whose answers break a rule about values or inputs.

    One that should be exact must be so on every vector; one that passes with a note must have it.
    """
    prepared = exposure.prepare(vectors)
    return [found.id for found in REFORMULATIONS if not _accepted(found, prepared)]


def _accepted(found, prepared):
    own = [each for each in prepared if each[0].question == found.question]
    asked = exposure.ask(found.function, own)
    try:
        differences = [call.difference(name) for call in asked.all for name in call.names]
    except RuleFailedError:
        return False
    return (
        not any(each.is_wrong for each in differences)
        and any(each.is_noted for each in differences) == found.note
        and not any(call.answer.changed for call in asked.all)
    )


def _facts(vectors):
    """Return kills and fingerprints, by vector, as plain values that can be compared."""
    return {vector.id: (vector.kills, _bytes(vector.fingerprints)) for vector in vectors}


def _bytes(fingerprints):
    return {
        name: {key: array.tobytes() for key, array in arrays.items()}
        for name, arrays in fingerprints.items()
    }


def _naming(found):
    alone = sum(names == (right,) for right, names in found.items())
    wrongly = [right for right, names in found.items() if names and right not in names]
    tied = sum(right in names and len(names) > 1 for right, names in found.items())
    holds = alone >= LEAST_SHARE_NAMED * len(found) and not wrongly
    detail = f"{alone} of {len(found)} alone, {tied} in a tie, {len(wrongly)} wrongly"
    return "hidden: misconceptions are named by their answers", holds, detail


def _listed(names):
    shown = ", ".join(names[:5])
    return f"{shown}, and {len(names) - 5} more" if len(names) > 5 else shown
