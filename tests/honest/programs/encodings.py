import base64
import binascii
import codecs
import quopri


def f(x):
    packed = base64.b64encode(x.tobytes()) + base64.b85encode(b"cost") + binascii.hexlify(b"cost")
    turned = codecs.encode("cost", "rot13") + codecs.decode(b"co\xdft", "latin-1")
    return sum(packed) + sum(map(ord, turned)) + binascii.crc32(b"cost") + len(quopri.encodestring(b"=")) + len(
        "Δ".encode("utf-16") + "é".encode("cp1252")
    )
