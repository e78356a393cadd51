import difflib
import pprint
import textwrap


def f(x):
    wrapped = textwrap.fill("the cost of the network " * 10, width=30) + textwrap.dedent("  a\n  b")
    shown = pprint.pformat({"W1": x.tolist(), "b1": list(range(40))}, width=40)
    ratio = difflib.SequenceMatcher(None, "regularization", "regularisation").ratio()
    return len(wrapped) + len(shown) + ratio
