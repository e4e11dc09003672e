"""GeoJSON: outlines with holes."""
