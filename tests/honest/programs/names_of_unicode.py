import unicodedata


def f(x):
    σ = x.sum()
    Δσ = sum(ord(c) for c in unicodedata.normalize("NFKD", "é½"))
    return σ + Δσ + len(unicodedata.name("λ")) + unicodedata.numeric("½")
