def f(x):
    data = bytearray(x.tobytes())
    view = memoryview(data)
    view[:8] = bytes(8)
    numbers = view.cast("d")
    return sum(numbers) + data.count(0) + int.from_bytes(b"\x01\x02", "little") + bytes.fromhex("0aff")[1]
