"""What came back: results in columns, their formats, and the decoding of answers.

The records that few endpoints answer are loaded when they are first named.
"""

from typing import TYPE_CHECKING

from .cutting import cut
from .decode import decode_exemplars, decode_json, decode_query
from .documents import Document
from .exemplars import Exemplar, ExemplarSeries
from .histograms import BoundaryRule, Bucket, Histogram
from .joining import join
from .listing import Listing, Lookup
from .matrix import MatrixResult, PrometheusQueryRangeResponse
from .series import Sample, Series
from .shapes import QueryResult
from .single import ScalarResult, StringResult
from .stats import QueryStats, QueryTimings
from .vector import VectorResult

if TYPE_CHECKING:
    from .live_stats import ContainerLiveStat
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
    from .status import BuildInfo, Configuration, Notification, RuntimeInfo
    from .targets import DroppedTarget, RelabelStep, Target, TargetMetadata, Targets
    from .tsdb import Block, BlockStats, Compaction, HeadStats, NamedCount, Snapshot, TsdbStatus, WalReplay
else:
    from prometheus_querier import _loading

    __getattr__ = _loading.lazily(
        __name__,
        {
            "live_stats": ("ContainerLiveStat",),
            "metadata": ("MetricMetadata",),
            "rules": (
                "Alert",
                "AlertingRule",
                "Alertmanager",
                "Alertmanagers",
                "RecordingRule",
                "Rule",
                "RuleGroup",
                "RuleGroups",
            ),
            "search": ("FoundLabel", "FoundMetric", "FoundValue"),
            "self_metrics": (
                "LabelPair",
                "MetricFamily",
                "SelfBucket",
                "SelfHistogram",
                "SelfMetric",
                "SelfQuantile",
                "SelfSummary",
                "SelfValue",
            ),
            "status": ("BuildInfo", "Configuration", "Notification", "RuntimeInfo"),
            "targets": ("DroppedTarget", "RelabelStep", "Target", "TargetMetadata", "Targets"),
            "tsdb": (
                "Block",
                "BlockStats",
                "Compaction",
                "HeadStats",
                "NamedCount",
                "Snapshot",
                "TsdbStatus",
                "WalReplay",
            ),
        },
    )

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


def __dir__() -> list[str]:
    return __all__
