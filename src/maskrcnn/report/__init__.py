"""What was found in some photos or in a video, as one page that needs nothing else.

`write_report` looks at each picture once and writes the page; `ReportOptions` says what of it.
"""

from maskrcnn.report.options import ReportOptions
from maskrcnn.report.report import write_report
from maskrcnn.report.scale import Scale

__all__ = ["ReportOptions", "Scale", "write_report"]
