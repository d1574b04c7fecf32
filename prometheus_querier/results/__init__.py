"""What came back: results in columns, their formats, and the decoding of answers."""

from .decode import decode_exemplars, decode_json, decode_query
from .documents import Document
from .exemplars import Exemplar, ExemplarSeries
from .histograms import BoundaryRule, Bucket, Histogram
from .listing import Listing
from .matrix import MatrixResult, PrometheusQueryRangeResponse
from .series import Sample, Series
from .shapes import QueryResult
from .single import ScalarResult, StringResult
from .stats import QueryStats, QueryTimings
from .vector import VectorResult

__all__ = [
    "BoundaryRule",
    "Bucket",
    "Document",
    "Exemplar",
    "ExemplarSeries",
    "Histogram",
    "Listing",
    "MatrixResult",
    "PrometheusQueryRangeResponse",
    "QueryResult",
    "QueryStats",
    "QueryTimings",
    "Sample",
    "ScalarResult",
    "Series",
    "StringResult",
    "VectorResult",
    "decode_exemplars",
    "decode_json",
    "decode_query",
]
