from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = 40

@test_case(points=None, hidden=False)
def checked(env):
    from checks import in_notebook
    in_notebook('q1', env)

