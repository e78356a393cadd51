"""Programs that talk to somebody."""

from __future__ import annotations

from tests.hostile.programs import Program, reads


def _socket(name: str, row: int, family: str, kind: str, *, then: str = "") -> Program:
    text = f"""
def attack():
    import socket
    made = socket.socket({family}, {kind})
    {then}
    return True
"""
    return Program(id=name, row=row, text=text)


PROGRAMS = (
    _socket("loopback_tcp", 17, "socket.AF_INET", "1", then="made.connect(('127.0.0.1', LAB.tcp))"),
    _socket("loopback_tcp6", 17, "socket.AF_INET6", "1", then="made.connect(('::1', LAB.tcp))"),
    _socket("tcp_listen", 17, "socket.AF_INET", "1", then="made.listen()"),
    reads(
        "loopback_http",
        17,
        "urllib.request.urlopen(f'http://127.0.0.1:{LAB.tcp}/', timeout=0.1).read()",
        "urllib.request",
    ),
    _socket("unix_path", 18, "socket.AF_UNIX", "1", then="made.connect(LAB.unix)"),
    _socket("unix_abstract", 18, "socket.AF_UNIX", "1", then="made.connect('\\0' + LAB.token)"),
    _socket("unix_datagram", 18, "socket.AF_UNIX", "2", then="made.sendto(b'x', LAB.unix + 'd')"),
    Program(
        id="socketpair",
        row=18,
        text="def attack():\n    import socket\n    return socket.socketpair()\n",
    ),
    _socket("udp", 19, "socket.AF_INET", "2", then="made.sendto(b'x', ('127.0.0.1', LAB.udp))"),
    _socket("netlink", 19, "socket.AF_NETLINK", "3"),
    _socket("vsock", 19, "socket.AF_VSOCK", "1"),
    _socket("packet", 19, "socket.AF_PACKET", "3"),
    _socket("af_alg", 19, "socket.AF_ALG", "5"),
    # No name server is near; a question whose name carries data goes to a listener of ours.
    _socket(
        "dns_timing",
        20,
        "socket.AF_INET",
        "2",
        then="made.sendto(b'\\0\\1\\1\\0\\0\\1' + bytes(6) + LAB.token.encode() + bytes(5), "
        "('127.0.0.1', LAB.udp))",
    ),
)
