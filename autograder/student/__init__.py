"""A student's self-check: their own file against the public vectors, on any system.

It judges with the grader's own rules and words (`judge`), runs the code in a plain process with a
timeout (`runner`) or, in a notebook, on the spot (`notebook`), and needs nothing that a hand-out
does not have: no hidden vector, no hidden rule, no package but NumPy and h5py.
"""
