import mmap


def f(x):
    with mmap.mmap(-1, 4096) as block:
        block[:4] = b"cost"
        return float(block.find(b"s")) + len(block)
