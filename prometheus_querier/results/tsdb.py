"""What a server says of its storage: the head block, cardinalities, blocks, the replay of the log, snapshots."""

from __future__ import annotations

from dataclasses import dataclass, field

from .records import Answer, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadStats(Record):
    """The head block, which holds the newest samples in memory.

    Attributes:
        num_series: Number of series.
        num_label_pairs: Number of label pairs; 0 when the server does not say.
        chunk_count: Number of chunks.
        min_time: The oldest sample, in Unix milliseconds; 2^63 - 1 when there is none.
        max_time: The newest sample, in Unix milliseconds; -2^63 when there is none.
    """

    num_series: int = 0
    num_label_pairs: int = 0
    chunk_count: int = 0
    min_time: int = 0
    max_time: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCount(Record):
    """How much there is of something.

    Attributes:
        name: A metric name, a label name, or a label pair such as ``job=api``.
        value: How many, or how many bytes.
    """

    name: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TsdbStatus(Answer):
    """What takes the most room in the head block; each list has the greatest first.

    Attributes:
        head_stats: The head block; ``None`` where the server has none (VictoriaMetrics).
        series_count_by_metric_name: Series by metric.
        label_value_count_by_label_name: Label values by label.
        memory_in_bytes_by_label_name: Bytes by label.
        series_count_by_label_value_pair: Series by label pair.
    """

    head_stats: HeadStats | None = None
    series_count_by_metric_name: tuple[NamedCount, ...] = ()
    label_value_count_by_label_name: tuple[NamedCount, ...] = ()
    memory_in_bytes_by_label_name: tuple[NamedCount, ...] = ()
    series_count_by_label_value_pair: tuple[NamedCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStats(Record):
    """What a block holds.

    Attributes:
        num_samples: Number of samples.
        num_series: Number of series.
        num_chunks: Number of chunks.
        num_tombstones: Number of deletions that are not yet carried out.
        num_float_samples: Samples that are floats.
        num_histogram_samples: Samples that are native histograms.
    """

    num_samples: int = 0
    num_series: int = 0
    num_chunks: int = 0
    num_tombstones: int = 0
    num_float_samples: int = 0
    num_histogram_samples: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compaction(Record):
    """How a block came to be.

    Attributes:
        level: How many times its samples were compacted.
        sources: The blocks that it was first made of.
    """

    level: int = 0
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Record):
    """A block on disk.

    Attributes:
        ulid: Its name.
        min_time: Where it begins, in Unix milliseconds.
        max_time: Where it ends, in Unix milliseconds; not part of it.
        stats: What it holds.
        compaction: How it came to be.
        version: The version of its format.
    """

    ulid: str
    min_time: int
    max_time: int
    stats: BlockStats = field(default_factory=BlockStats)
    compaction: Compaction = field(default_factory=Compaction)
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WalReplay(Answer):
    """How far the replay of the write-ahead log is, in segments.

    Attributes:
        min: The first segment.
        max: The last segment.
        current: The segment that is being read.
    """

    min: int = 0
    max: int = 0
    current: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Answer):
    """A snapshot that was made.

    Attributes:
        name: Its directory, below ``snapshots`` in the server's data directory.
    """

    name: str
