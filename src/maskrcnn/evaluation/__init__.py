"""Measuring models: how well what they find agrees with what people marked."""
