from enum import Enum, Flag, IntEnum, auto


class Activation(Enum):
    RELU = auto()
    SIGMOID = auto()


class Level(IntEnum):
    LOW = 1
    HIGH = 10


class Mode(Flag):
    TRAIN = auto()
    TEST = auto()


def f(x):
    return Activation["RELU"].value + Level.HIGH + len(Activation) + (Mode.TRAIN | Mode.TEST).value
