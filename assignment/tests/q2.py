from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = 60

@test_case(points=None, hidden=False)
def checked(env):
    from checks import in_notebook
    in_notebook('q2', env)

