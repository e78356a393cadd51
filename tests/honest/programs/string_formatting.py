import string


def f(x):
    value = float(x.sum())
    texts = [
        f"{value:>12.4f}|{value!r}|{value:e}|{1234567:,}",
        "%08.3f %s %x" % (value, "cost", 255),
        "{:^20}{0:d}".replace("{0:d}", "").format("cost"),
        string.Template("$name is $value").substitute(name="cost", value=value),
        "Größe ΔW → λ".upper().casefold(),
    ]
    return sum(ord(c) * (i + 1) for i, c in enumerate("".join(texts)))
