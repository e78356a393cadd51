"""Programs that take what an exercise declares, a package and a data file, for a way to more."""

from __future__ import annotations

from tests.hostile.programs import Program, attempts

PROGRAMS = (
    Program(
        id="declared_is_there",
        row=12,
        text="""
        import jinja2

        def f(x, k):
            assert open("data/declared.csv").read() == "1,2\\n"
            assert np.loadtxt("data/declared.csv", delimiter=",").tolist() == [1.0, 2.0]
            assert jinja2.Template("{{ k }}").render(k=k) == str(k)
            return k * np.sum(x)
        """,
        right="any",
        ends=("returned",),
    ),
    Program(
        id="read_undeclared_packages",
        row=12,
        text="""
        def attack():
            return any_of([lambda at=at: open(at) for at in LAB.undeclared])
        """,
    ),
    Program(
        id="read_beside_declared_package",
        row=12,
        text="""
        import jinja2

        def attack():
            folder = os.path.dirname(jinja2.__file__)
            ends = ["/../" + at.rpartition("-packages/")[2] for at in LAB.undeclared]
            acts = [lambda at=folder + end: open(at) for end in ends]
            return any_of([*acts, lambda: os.listdir(folder + "/..")])
        """,
    ),
    Program(
        id="import_undeclared_packages",
        row=12,
        text="""
        import importlib

        def attack():
            for name in ("yaml", "pytest", "h5py", "msgspec", "rich", "regex", "vectorgrade"):
                try:
                    importlib.import_module(name)
                except ImportError:
                    continue
                return "import " + name
            return False
        """,
    ),
    Program(
        id="teach_the_finder_more_packages",
        row=12,
        text="""
        import importlib

        def attack():
            (finder,) = [each for each in sys.meta_path if hasattr(each, "places")]
            place = next(iter(finder.places.values()))
            finder.places.update(dict.fromkeys(["yaml", "rich"], place))
            sys.path.append(place)
            importlib.invalidate_caches()
            for name in ("yaml", "rich", "pygments"):
                try:
                    importlib.import_module(name)
                except ImportError:
                    continue
                return "import " + name
            return False
        """,
    ),
    Program(
        id="load_undeclared_by_declared_package",
        row=12,
        text="""
        import jinja2

        def attack():
            places = {os.path.dirname(at): os.path.basename(at) for at in LAB.undeclared}
            places[LAB.folder] = "secret"
            environment = jinja2.Environment()
            return any_of([
                lambda at=at, name=name:
                    jinja2.FileSystemLoader(at).get_source(environment, name)
                for at, name in places.items()
            ])
        """,
    ),
    attempts("read_original_of_data", 13, "open(LAB.folder + '/declared.csv')"),
    attempts(
        "read_beside_data",
        13,
        "os.listdir('..')",
        "os.listdir('/tmp')",
        "open('../secret')",
        "open('data/../../secret')",
        "open(os.path.relpath(LAB.secret))",
        "os.listdir(os.path.relpath(LAB.folder))",
    ),
    attempts(
        "change_data",
        20,
        "open('data/declared.csv', 'a')",
        "open('data/declared.csv', 'r+')",
        "open('data/more.csv', 'x')",
        "os.remove('data/declared.csv')",
        "os.rename('data/declared.csv', 'data/other.csv')",
        "os.symlink('data/declared.csv', 'link')",
        "os.chmod('data', 0o777)",
        "os.utime('data/declared.csv')",
        "os.mkdir('more')",
        "os.truncate('data/declared.csv', 0)",
    ),
)
