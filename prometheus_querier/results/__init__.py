"""What came back: results in columns, their formats, and the decoding of answers."""

from .cutting import cut
from .decode import decode_exemplars, decode_json, decode_query
from .documents import Document
from .exemplars import Exemplar, ExemplarSeries
from .histograms import BoundaryRule, Bucket, Histogram
from .joining import join
from .listing import Listing, Lookup
from .live_stats import ContainerLiveStat
from .matrix import MatrixResult, PrometheusQueryRangeResponse
from .metadata import MetricMetadata
from .rules import (
    Alert,
    AlertingRule,
    Alertmanager,
    Alertmanagers,
    RecordingRule,
    Rule,
    RuleGroup,
    RuleGroups,
)
from .search import FoundLabel, FoundMetric, FoundValue
from .self_metrics import (
    LabelPair,
    MetricFamily,
    SelfBucket,
    SelfHistogram,
    SelfMetric,
    SelfQuantile,
    SelfSummary,
    SelfValue,
)
from .series import Sample, Series
from .shapes import QueryResult
from .single import ScalarResult, StringResult
from .stats import QueryStats, QueryTimings
from .status import BuildInfo, Configuration, Notification, RuntimeInfo
from .targets import DroppedTarget, RelabelStep, Target, TargetMetadata, Targets
from .tsdb import Block, BlockStats, Compaction, HeadStats, NamedCount, Snapshot, TsdbStatus, WalReplay
from .vector import VectorResult

__all__ = [
    "Alert",
    "AlertingRule",
    "Alertmanager",
    "Alertmanagers",
    "Block",
    "BlockStats",
    "BoundaryRule",
    "Bucket",
    "BuildInfo",
    "Compaction",
    "Configuration",
    "ContainerLiveStat",
    "Document",
    "DroppedTarget",
    "Exemplar",
    "ExemplarSeries",
    "FoundLabel",
    "FoundMetric",
    "FoundValue",
    "HeadStats",
    "Histogram",
    "LabelPair",
    "Listing",
    "Lookup",
    "MatrixResult",
    "MetricFamily",
    "MetricMetadata",
    "NamedCount",
    "Notification",
    "PrometheusQueryRangeResponse",
    "QueryResult",
    "QueryStats",
    "QueryTimings",
    "RecordingRule",
    "RelabelStep",
    "Rule",
    "RuleGroup",
    "RuleGroups",
    "RuntimeInfo",
    "Sample",
    "ScalarResult",
    "SelfBucket",
    "SelfHistogram",
    "SelfMetric",
    "SelfQuantile",
    "SelfSummary",
    "SelfValue",
    "Series",
    "Snapshot",
    "StringResult",
    "Target",
    "TargetMetadata",
    "Targets",
    "TsdbStatus",
    "VectorResult",
    "WalReplay",
    "cut",
    "decode_exemplars",
    "decode_json",
    "decode_query",
    "join",
]
