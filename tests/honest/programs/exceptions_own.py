class ShapeError(ValueError):
    pass


def check(x):
    if x.ndim != 3:
        raise ShapeError(f"got {x.ndim}") from KeyError("shape")


def f(x):
    seen = []
    try:
        check(x)
    except ShapeError as error:
        seen.append(error.__cause__)
        error.add_note("a note")
    else:
        seen.append("never")
    finally:
        seen.append("always")
    try:
        raise ExceptionGroup("both", [ValueError(1), TypeError(2)])
    except* ValueError as group:
        seen.extend(group.exceptions)
    except* TypeError:
        seen.append("type")
    return float(len(seen))
