"""Programs that read files which they must not: secrets, neighbours, the grader, the machine."""

from __future__ import annotations

from tests.hostile.programs import Program, attempts, reads

PROGRAMS = (
    reads("read_secret_open", 11, "open(LAB.secret).read()"),
    reads("read_secret_fd", 11, "os.read(os.open(LAB.secret, os.O_RDONLY), 99)"),
    reads("read_secret_numpy", 11, "np.fromfile(LAB.secret, np.uint8).tobytes()"),
    reads("read_secret_memmap", 11, "np.memmap(LAB.secret, np.uint8, 'r').tobytes()"),
    reads("read_secret_text", 11, "str(np.loadtxt(LAB.secret, str))"),
    reads("read_secret_linecache", 11, "linecache.getline(LAB.secret, 1)", "linecache"),
    reads("read_secret_path", 11, "pathlib.Path(LAB.secret).read_text()", "pathlib"),
    reads("read_secret_tokenize", 11, "tokenize.open(LAB.secret).read()", "tokenize"),
    reads("read_secret_codecs", 11, "codecs.open(LAB.secret).read()", "codecs"),
    reads(
        "read_secret_loader",
        11,
        "importlib.machinery.SourceFileLoader('x', LAB.secret).get_data(LAB.secret)",
        "importlib.machinery",
    ),
    reads(
        "read_secret_url",
        11,
        "urllib.request.urlopen('file://' + LAB.secret).read()",
        "urllib.request",
    ),
    Program(
        id="read_secret_libc",
        row=11,
        text="""
        def attack():
            LIBC.fopen.restype = ctypes.c_void_p
            handle = LIBC.fopen(LAB.secret.encode(), b"r")
            room = ctypes.create_string_buffer(99)
            return handle and LIBC.fgets(room, 99, ctypes.c_void_p(handle)) and found(room.raw)
        """,
    ),
    *(
        Program(
            id=f"read_secret_sys_{name}",
            row=11,
            text=f"""
            def attack():
                how = struct.pack("@QQQ", 0, 0, 0)
                return syscall("{name}", {arguments})
            """,
        )
        for name, arguments in {
            "open": "LAB.secret.encode(), 0, 0",
            "openat2": "-100, LAB.secret.encode(), how, 24",
            "name_to_handle_at": "-100, LAB.secret.encode(), how, how, 0",
            "open_tree": "-100, LAB.secret.encode(), 0",
        }.items()
    ),
    attempts("read_secret_o_path", 11, "os.open(LAB.secret, os.O_PATH)"),
    attempts(
        "read_secret_relative",
        11,
        "open('../../../../..' + LAB.secret)",
        "open('/proc/self/cwd' + LAB.secret)",
        "open(os.path.dirname(os.__file__) + '/../../../../../../..' + LAB.secret)",
    ),
    attempts(
        "read_grader_source",
        12,
        "open(sys.modules['autograder'].__file__)",
        "open(sys.modules['autograder.sandbox.wire'].__file__)",
        "os.listdir(os.path.dirname(sys.modules['autograder'].__file__))",
        "os.listdir(os.path.dirname(os.path.dirname(np.__file__)))",
        "open(LAB.folder + '/solution.py')",
    ),
    Program(
        id="read_installed_packages",
        row=12,
        text="""
        def attack():
            library = os.path.dirname(os.__file__)
            for folder, folders, files in os.walk(library):
                if folder == library:
                    folders[:] = [name for name in folders if name.endswith("-packages")]
                elif files:
                    return any_of([lambda at=f"{folder}/{name}": open(at) for name in files])
            return False
        """,
    ),
    reads("read_other_student", 13, "open(LAB.folder + '/neighbour.py').read()"),
    attempts("list_other_students", 13, "os.listdir(LAB.folder)", "list(os.scandir(LAB.folder))"),
    attempts(
        "etc_files",
        14,
        "open('/etc/passwd')",
        "open('/etc/shadow')",
        "open('/etc/hostname')",
        "open('/proc/1/environ')",
        "os.listdir('/home')",
        "os.listdir('/root')",
        "os.listdir('/tmp')",
        "os.listdir('/')",
    ),
    attempts("devices", 14, "open('/dev/tty')", "open('/dev/mem')", "open('/dev/shm')"),
    attempts(
        "symlink_read",
        15,
        "os.symlink(LAB.secret, LAB.folder + '/link')",
        "os.symlink(LAB.secret, '/tmp/' + LAB.token)",
    ),
    attempts(
        "hardlink_read",
        15,
        "os.link(LAB.secret, LAB.folder + '/link')",
        "os.link(LAB.secret, '/tmp/' + LAB.token)",
    ),
    attempts(
        "links_of_parent",
        15,
        "os.readlink(f'/proc/{LAB.parent}/exe')",
        "os.readlink(f'/proc/{LAB.parent}/fd/1')",
        "os.readlink(f'/proc/{os.getppid()}/cwd')",
    ),
    # Nobody's rights, and no root's: it may look, and never write.
    Program(
        id="access_oracle",
        row=16,
        text="""
        def attack():
            return os.access(LAB.folder + "/closed", os.R_OK | os.W_OK)
        """,
    ),
    # Landlock does not hide whether a file exists and how long it is: SECURITY.md says so.
    Program(
        id="stat_oracle",
        row=16,
        text="def attack():\n    return os.stat(LAB.secret).st_size > 0\n",
        right="any",
    ),
)
