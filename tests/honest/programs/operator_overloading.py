class Dual:
    __slots__ = ("value", "slope")

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    __radd__ = __add__

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    __rmul__ = __mul__

    def __pow__(self, n):
        return Dual(self.value**n, n * self.value ** (n - 1) * self.slope)

    def __repr__(self):
        return f"Dual({self.value}, {self.slope})"

    def __eq__(self, other):
        return self.value == other.value

    def __hash__(self):
        return hash(self.value)


def f(x):
    t = Dual(float(x[0, 0]), 1.0)
    y = 3 * t**2 + 2 * t + 1
    return y.value + y.slope + len(repr(y)) + (y == Dual(y.value))
