"""What the network should have said: targets, from the objects that are marked in a picture."""
