"""Masks as pictures beside photos, as many tools and people keep them: read as label maps."""
