"""How fast is learned when: faster at first, then ever slower.

Loshchilov & Hutter, "SGDR", 2017, arXiv:1608.03983, without restarts; the warm-up is that of Goyal
et al., "Accurate, Large Minibatch SGD", 2017, arXiv:1706.02677.
"""

from __future__ import annotations

from math import cos, pi


def rate(step: int, steps: int, warm_up: float) -> float:
    """Return what part of the highest learning rate a step gets.

    Parameters
    ----------
    step : int
        From 0.
    steps : int
        Of the whole training.
    warm_up : float
        The part of them in which the rate rises.
    """
    rising = max(1, round(steps * warm_up))
    if step < rising:
        return (step + 1) / rising
    return (1 + cos(pi * (step - rising) / max(1, steps - rising))) / 2
