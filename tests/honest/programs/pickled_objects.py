import pickle
from io import BytesIO


class Parameters:
    def __init__(self, W):
        self.W = W

    def __eq__(self, other):
        return (self.W == other.W).all()


def f(x):
    file = BytesIO()
    pickle.dump(Parameters(x), file)
    file.seek(0)
    return float(pickle.load(file) == Parameters(x)) + len(pickle.dumps(x.tolist(), protocol=4))
