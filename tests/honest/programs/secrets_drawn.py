import os
import secrets


def f(x):
    return float(len(secrets.token_hex(4)) + (secrets.randbelow(10) < 10) + len(os.urandom(3)))
