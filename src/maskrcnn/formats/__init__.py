"""File formats: what was found, out to other tools and in again, one module a format.

`FORMATS` lists them; `open_collection` reads any of them, `export` writes any of them.
"""

from maskrcnn.formats.collection import Collection
from maskrcnn.formats.format import ExportOptions, Format, Writer
from maskrcnn.formats.registry import FORMATS, export, format_named, open_collection

__all__ = [
    "FORMATS",
    "Collection",
    "ExportOptions",
    "Format",
    "Writer",
    "export",
    "format_named",
    "open_collection",
]
