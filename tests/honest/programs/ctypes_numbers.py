import ctypes


def f(x):
    numbers = (ctypes.c_double * 3)(1.0, 2.0, 3.0)
    pointer = x.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
    return sum(numbers) + ctypes.sizeof(ctypes.c_int64) + pointer[1]
