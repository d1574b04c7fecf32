"""Ask Prometheus questions from Python.

    import prometheus_querier as pq
    from prometheus_querier import promql as q

    with pq.connect("http://localhost:9090") as client:
        result = client.query_range(q.rate(q.metric("http_requests_total", job="api")["5m"]),
                                    pq.QueryTimeRange.last("1h", step="1m"))
        frame = result.to_pandas()

This module is the facade: the names that users need, each loaded when it is first used.
"""

TYPE_CHECKING = False  # type checkers read this name as typing's, whose import would cost more than all of this
if TYPE_CHECKING:  # at run time the table below says where a name lives
    from . import batch, errors, flavours, promql
    from ._version import __version__
    from .batch import RangeCache
    from .client import PrometheusClient, connect
    from .configuration import connect_from_env
    from .errors import ApiError, PrometheusQuerierError, QueryBuildError, ResponseError, TransportError
    from .http import HttpRequest, HttpResponse
    from .integrations.notebook import load_ipython_extension, unload_ipython_extension
    from .queriers import (
        AggregatingMetricQuerier,
        ContainerMetricQuerier,
        DeviceMetricQuerier,
        NodeMetricQuerier,
        PresetRegistry,
        ProcessMetricQuerier,
        PrometheusMetricQuerier,
        QueryPreset,
        QueryStrategy,
        QueryTimeRange,
        UtilizationMetricQuerier,
        build_query,
    )
    from .results import (
        ContainerLiveStat,
        MatrixResult,
        PrometheusQueryRangeResponse,
        Sample,
        ScalarResult,
        Series,
        StringResult,
        VectorResult,
    )
    from .services import (
        ContainerMetricAction,
        ContainerMetricActionResult,
        ContainerMetricOptionalLabel,
        ContainerMetricResult,
        ContainerUtilizationMetricService,
    )
    from .transport import RequestsTransport, RetryPolicy, Transport, Urllib3Transport
else:
    from ._loading import lazily as _lazily

    __getattr__ = _lazily(
        __name__,
        {
            "_version": ("__version__",),
            "batch.cache": ("RangeCache",),
            "client": ("PrometheusClient", "connect"),
            "configuration": ("connect_from_env",),
            "errors": ("ApiError", "PrometheusQuerierError", "QueryBuildError", "ResponseError", "TransportError"),
            "http": ("HttpRequest", "HttpResponse"),
            "integrations.notebook": ("load_ipython_extension", "unload_ipython_extension"),
            "queriers": (
                "AggregatingMetricQuerier",
                "ContainerMetricQuerier",
                "DeviceMetricQuerier",
                "NodeMetricQuerier",
                "PresetRegistry",
                "ProcessMetricQuerier",
                "PrometheusMetricQuerier",
                "QueryPreset",
                "QueryStrategy",
                "QueryTimeRange",
                "UtilizationMetricQuerier",
                "build_query",
            ),
            "results": (
                "ContainerLiveStat",
                "MatrixResult",
                "PrometheusQueryRangeResponse",
                "Sample",
                "ScalarResult",
                "Series",
                "StringResult",
                "VectorResult",
            ),
            "services": (
                "ContainerMetricAction",
                "ContainerMetricActionResult",
                "ContainerMetricOptionalLabel",
                "ContainerMetricResult",
                "ContainerUtilizationMetricService",
            ),
            "transport": ("RequestsTransport", "RetryPolicy", "Transport", "Urllib3Transport"),
        },
        modules=("batch", "errors", "flavours", "promql"),
    )

__all__ = [
    "AggregatingMetricQuerier",
    "ApiError",
    "ContainerLiveStat",
    "ContainerMetricAction",
    "ContainerMetricActionResult",
    "ContainerMetricOptionalLabel",
    "ContainerMetricQuerier",
    "ContainerMetricResult",
    "ContainerUtilizationMetricService",
    "DeviceMetricQuerier",
    "HttpRequest",
    "HttpResponse",
    "MatrixResult",
    "NodeMetricQuerier",
    "PresetRegistry",
    "ProcessMetricQuerier",
    "PrometheusClient",
    "PrometheusMetricQuerier",
    "PrometheusQuerierError",
    "PrometheusQueryRangeResponse",
    "QueryBuildError",
    "QueryPreset",
    "QueryStrategy",
    "QueryTimeRange",
    "RangeCache",
    "RequestsTransport",
    "ResponseError",
    "RetryPolicy",
    "Sample",
    "ScalarResult",
    "Series",
    "StringResult",
    "Transport",
    "TransportError",
    "Urllib3Transport",
    "UtilizationMetricQuerier",
    "VectorResult",
    "__version__",
    "batch",
    "build_query",
    "connect",
    "connect_from_env",
    "errors",
    "flavours",
    "load_ipython_extension",
    "promql",
    "unload_ipython_extension",
]


def __dir__() -> list[str]:
    return __all__
