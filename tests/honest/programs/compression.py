import bz2
import gzip
import lzma
import zlib


def f(x):
    data = x.tobytes() * 20
    for module in (zlib, bz2, lzma, gzip):
        assert module.decompress(module.compress(data)) == data
    return float(zlib.crc32(data)) + zlib.adler32(data) + len(zlib.compress(data, 9))
