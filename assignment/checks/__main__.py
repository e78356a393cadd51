"""`python -m checks [FILE]`: check your own file, or the one named."""

import sys
from pathlib import Path

from autograder import command

if __name__ == "__main__":
    sys.exit(command.main(Path(__file__).parent))
