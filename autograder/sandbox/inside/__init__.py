"""Everything that runs beyond the wall, beside a stranger's code.

Nothing here knows an answer. These modules import only each other, `autograder.sandbox.wire`, the
standard library and NumPy, so that the zygote holds nothing worth reading.

`zygote` forks one child per submission; the child is shut in by `confine`, cuts the submission
into statements (`source`), picks those that the graded functions need (`slicing`), runs them
(`loading`), calls the functions (`calling`) and sends back what they returned (`serving`). `plain`
does the same for a student's self-check, on any system, where nothing needs to be shut in.
"""
