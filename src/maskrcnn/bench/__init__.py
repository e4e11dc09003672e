"""The benchmark: the published loop against ours, alternating, with the work and its floor."""
