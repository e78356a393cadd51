import uuid


def f(x):
    return float(uuid.uuid5(uuid.NAMESPACE_DNS, "cost").int % 1_000_003 + uuid.UUID(int=7).int)
