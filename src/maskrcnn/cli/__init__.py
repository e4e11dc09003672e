"""The command line: one module a command.

Exit codes: 0 all went well, 1 some pictures could not be read, 2 the command makes no sense,
3 the model is not usable, 4 the engine is not, 5 something could not be written, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    from maskrcnn.cli.app import run

    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))
