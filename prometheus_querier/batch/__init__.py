"""Many questions at once, and answers too long for memory: gently to the server, and safe against interruption."""

from .cache import RangeCache
from .exporting import ExportReport, export
from .fetching import fetch_all
from .manifests import ExportFile, ExportQuestion, MadeBy, Manifest
from .opening import Export, open_export
from .outcomes import Ask, Outcome
from .plans import Part, Plan, plan

__all__ = [
    "Ask",
    "Export",
    "ExportFile",
    "ExportQuestion",
    "ExportReport",
    "MadeBy",
    "Manifest",
    "Outcome",
    "Part",
    "Plan",
    "RangeCache",
    "export",
    "fetch_all",
    "open_export",
    "plan",
]
