def f(x):
    n = 3**2000 + 7
    digits = str(n)[:20]
    return float(int(digits)) + n.bit_length() + pow(7, 10**6, 1_000_003) + divmod(n, 97)[1] + int("ff", 16)
