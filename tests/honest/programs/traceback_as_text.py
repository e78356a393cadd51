import sys
import traceback


def f(x):
    try:
        x["no such field"]
    except IndexError:
        text = traceback.format_exc()
        kind, *_ = sys.exc_info()
        print(text, file=sys.stderr)
        traceback.print_exc()
    return float("IndexError" in text) + (kind is IndexError)
