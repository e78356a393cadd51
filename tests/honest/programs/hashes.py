import hashlib
import hmac


def f(x):
    digests = [
        hashlib.sha256(x.tobytes()).digest(),
        hashlib.md5(b"cost").digest(),
        hashlib.blake2b(b"cost", digest_size=8).digest(),
        hashlib.sha3_256(b"cost").digest(),
        hashlib.new("sha1", b"cost").digest(),
        hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10),
        hmac.new(b"key", b"cost", "sha256").digest(),
    ]
    return float(sum(sum(digest) for digest in digests))
