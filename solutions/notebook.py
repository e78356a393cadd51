# ignore
# The master of the hand-out's notebook, in jupytext's percent format with otter-grader's raw
# cells. A line `# INSERT name` stands for the function of that name in regularization.py, so that
# there is one source. `autograder handout build` makes the notebook from it.

# %% [raw]
# # ASSIGNMENT CONFIG
# name: regularization
# init_cell: false
# check_all_cell: false
# run_tests: false
# show_question_points: true
# tests:
#   ok_format: false
#   files: true
# export_cell:
#   pdf: false
#   force_save: false
#   instructions: "Hand in this notebook, or the zip that the cell below makes: see README.md."

# %% [markdown]
# # Why does W go to 0 when λ is big?
#
# A learner once asked this and wanted to see it from the equation of $J$, not from the update
# rule. By the end of this notebook you will have seen it in two lines, and then watched your own
# two functions do it.

# %%
import numpy as np
from reg_utils import *

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 40

# %% [markdown]
# ## Exercise 1: the cost

# %% [raw]
# # BEGIN SOLUTION

# %%
# INSERT compute_cost_with_regularization

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def checked(env):
    from checks import in_notebook

    in_notebook("q1", env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
