"""File formats: what was found, out to other tools and in again, a folder a family of formats.

`FORMATS` lists them; `open_collection` reads any of them, `export` writes any of them.
"""

from maskrcnn.formats.collection import Collection
from maskrcnn.formats.exporting import Export, export
from maskrcnn.formats.format import ExportOptions, Format, Writer
from maskrcnn.formats.registry import FORMATS, format_named, open_collection
from maskrcnn.formats.tables.rows import to_pandas

__all__ = [
    "FORMATS",
    "Collection",
    "Export",
    "ExportOptions",
    "Format",
    "Writer",
    "export",
    "format_named",
    "open_collection",
    "to_pandas",
]
