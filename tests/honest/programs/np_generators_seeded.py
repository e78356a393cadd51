import numpy as np


def f(x):
    rng = np.random.default_rng(7)
    others = [np.random.Generator(kind(3)) for kind in (np.random.MT19937, np.random.Philox, np.random.SFC64)]
    np.random.seed(1)
    parts = [rng.standard_normal(5), rng.integers(0, 9, 5), rng.choice(10, 3, replace=False), rng.permutation(5)]
    parts += [rng.dirichlet(np.ones(3)), rng.binomial(9, 0.4, 4), rng.multivariate_normal([0, 0], np.eye(2))]
    parts += [other.random(2) for other in others]
    parts += [np.random.randn(3), np.random.rand(2), np.random.RandomState(5).uniform(size=2)]
    return np.concatenate([np.ravel(part) for part in parts])
