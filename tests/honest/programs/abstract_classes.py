import abc
import numbers


class Layer(abc.ABC):
    @abc.abstractmethod
    def forward(self, x): ...

    @property
    def name(self):
        return type(self).__name__


class Dense(Layer):
    count = 0

    def __init_subclass__(cls):
        cls.count += 1

    def forward(self, x):
        return 2 * x


class Wide(Dense):
    def forward(self, x):
        return super().forward(x) + 1


def f(x):
    layer = Wide()
    assert isinstance(1.5, numbers.Real)
    return layer.forward(x) + len(layer.name) + Wide.count
