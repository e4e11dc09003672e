"""How a network of two stages came to its answer for one picture, told on one HTML page."""
