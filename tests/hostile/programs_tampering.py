"""Programs that harm what a grade is kept in."""

from __future__ import annotations

from tests.hostile.programs import Program, attempts

PROGRAMS = (
    attempts(
        "results_overwritten",
        40,
        "open(LAB.folder + '/results.json', 'w')",
        "open(LAB.folder + '/results.json', 'a')",
        "open(LAB.folder + '/results.json', 'r+')",
        "os.open(LAB.folder + '/results.json', os.O_WRONLY)",
    ),
    Program(
        id="results_grown",
        row=40,
        text="""
        def attack():
            results = os.open(LAB.folder + "/results.json", os.O_WRONLY | os.O_APPEND)
            return f"it wrote {os.write(results, b' ')} byte to a file"
        """,
    ),
    attempts(
        "results_truncated",
        40,
        "os.truncate(LAB.folder + '/results.json', 0)",
        "os.open(LAB.folder + '/results.json', os.O_RDONLY | os.O_TRUNC)",
    ),
    attempts(
        "results_renamed",
        40,
        "os.rename(LAB.folder + '/results.json', LAB.folder + '/old.json')",
        "os.replace(LAB.folder + '/neighbour.py', LAB.folder + '/results.json')",
    ),
    attempts("results_removed", 40, "os.unlink(LAB.folder + '/results.json')"),
    attempts(
        "results_made",
        40,
        "open(LAB.folder + '/new', 'x')",
        "open('/tmp/' + LAB.token, 'x')",
        "open('/dev/shm/' + LAB.token, 'x')",
        "open(LAB.token, 'x')",
    ),
    attempts("folder_made", 40, "os.mkdir(LAB.folder + '/new')", "os.mkdir('/tmp/' + LAB.token)"),
    attempts("folder_removed", 40, "os.rmdir(LAB.folder + '/empty')"),
    attempts(
        "node_made",
        40,
        "os.mkfifo(LAB.folder + '/fifo')",
        "os.mknod(LAB.folder + '/node')",
        "os.mkfifo('/tmp/' + LAB.token)",
    ),
    attempts("unnamed_file", 40, "os.open(LAB.folder, os.O_TMPFILE | os.O_WRONLY)"),
    attempts(
        "numpy_saves",
        40,
        "np.save(LAB.folder + '/x', np.ones(1))",
        "np.ones(1).tofile(LAB.folder + '/y')",
    ),
    attempts(
        "chmod", 41, "os.chmod(LAB.secret, 0o600)", "os.chmod(LAB.folder + '/results.json', 0)"
    ),
    attempts("utime", 41, "os.utime(LAB.secret, (1, 1))", "os.utime(LAB.folder)"),
    attempts("xattr", 41, "os.setxattr(LAB.secret, 'user.x', b'1')"),
    attempts("chown", 41, "os.chown(LAB.secret, os.getuid(), os.getgid())"),
    attempts("fchmod", 41, "os.fchmod(0, 0o777)", "os.fchmod(1, 0o777)", "os.fchmod(2, 0o777)"),
)
