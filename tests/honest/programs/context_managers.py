import contextlib
import io


@contextlib.contextmanager
def phase(name, log):
    log.append(f"begin {name}")
    try:
        yield name
    finally:
        log.append(f"end {name}")


class Timer:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return error[0] is ZeroDivisionError


def f(x):
    log = []
    out = io.StringIO()
    with phase("forward", log), contextlib.redirect_stdout(out), contextlib.suppress(KeyError):
        print("cost", x.sum())
        {}["missing"]
    with Timer():
        1 / 0
    with contextlib.ExitStack() as stack:
        stack.callback(log.append, "last")
    return len(log) + len(out.getvalue())
