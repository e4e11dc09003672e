"""Whether Enter was pressed in the terminal, asked without waiting for it."""

import sys


def is_interactive() -> bool:
    """Tell whether somebody can press Enter."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def enter_pressed() -> bool:
    """Take what was typed since the last call, and tell whether it holds an Enter.

    A thread that reads the terminal would be simpler, but Python cannot end while one does.
    """
    if not is_interactive():
        return False
    if sys.platform == "win32":
        import msvcrt

        typed = ""
        while msvcrt.kbhit():
            typed += msvcrt.getwch()
        return "\r" in typed
    import select

    if not select.select([sys.stdin], [], [], 0)[0]:
        return False
    sys.stdin.readline()
    return True
