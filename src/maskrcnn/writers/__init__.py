"""Writers: what was found, as files."""
