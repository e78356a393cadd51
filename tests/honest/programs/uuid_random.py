import uuid


def f(x):
    return float(uuid.uuid4().version + (uuid.uuid4() != uuid.uuid4()))
