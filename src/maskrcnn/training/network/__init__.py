"""The network, module by module as the papers tell it."""
