import struct


def f(x):
    data = struct.pack("<3dI2s", *x.ravel()[:3], 7, b"ab")
    *numbers, count, text = struct.unpack("<3dI2s", data)
    return sum(numbers) + count + len(text) + struct.calcsize("@lP")
