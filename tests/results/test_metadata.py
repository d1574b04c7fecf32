from prometheus_querier.results import MetricMetadata
from prometheus_querier.results.documents import Document
from prometheus_querier.results.listing import lookup


def test_several_descriptions_of_a_metric_are_kept():
    document = Document(
        "success",
        {
            "up": [{"type": "gauge", "help": "h", "unit": ""}, {"type": "untyped", "help": "other", "unit": "s"}],
            "odd": [{"type": "stateset"}],
        },
    )
    assert lookup(tuple[MetricMetadata, ...], document) == {
        "up": (MetricMetadata(type="gauge", help="h"), MetricMetadata(type="untyped", help="other", unit="s")),
        "odd": (MetricMetadata(type="stateset"),),
    }
