"""What the commands `autograder` and `vectorgrade` start.

It is installed beside the package, as `vectorgrade`, because another project's package may have
taken the package's place: the two share one name and one folder. Nothing of the other's runs here.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

_OURS = 'DISTRIBUTION = "vectorgrade"'


def main() -> None:
    """Run the command line, unless `autograder` is another project's package."""
    spec = find_spec("autograder")
    source = getattr(spec and spec.loader, "get_source", lambda _: "")("autograder")
    if spec is None or _OURS not in (source or ""):
        place = spec.origin if spec else "nowhere"
        sys.stderr.write(
            f"error: the package autograder found here ({place}) is another project's of the same "
            "name, not vectorgrade's: run `pip uninstall autograder`, then reinstall vectorgrade "
            "from its wheel or checkout\n"
        )
        sys.exit(2)
    from autograder import cli

    cli.main()
