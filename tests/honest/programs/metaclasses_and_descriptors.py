class Registry(type):
    known = {}

    def __new__(mcs, name, bases, namespace):
        made = super().__new__(mcs, name, bases, namespace)
        mcs.known[name] = made
        return made


class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        if value < 0:
            raise ValueError(f"{value} is negative")
        setattr(instance, self.name, value)


class Options(metaclass=Registry):
    lambd = Positive()

    def __init__(self, lambd):
        self.lambd = lambd


def f(x):
    try:
        Options(-1)
    except ValueError as error:
        return len(str(error)) + Options(0.5).lambd + len(Registry.known)
