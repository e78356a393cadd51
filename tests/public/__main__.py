"""`python -m checks [FILE]`: check your own file, or the one named."""

import sys
from pathlib import Path

from autograder.student.command import main

if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent))
