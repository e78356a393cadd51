import numpy as np


class Network:
    shared = 0.5

    def __init__(self, *, lambd=0.7, **options):
        self._lambd = lambd
        self.options = options

    @property
    def lambd(self):
        return self._lambd

    @lambd.setter
    def lambd(self, value):
        self._lambd = value

    @classmethod
    def default(cls):
        return cls(lambd=cls.shared, seed=3)

    @staticmethod
    def relu(z):
        return np.maximum(0, z)

    def __call__(self, x):
        return self.relu(x) * self.lambd + self.options["seed"]

    def __getitem__(self, key):
        return self.options[key]

    def __len__(self):
        return len(self.options)


def f(x):
    network = Network.default()
    network.lambd = 0.1
    return network(x) + network["seed"] + len(network)
