"""What servers say of their storage; the blocks are shaped as Prometheus 3.14 documents them."""

from prometheus_querier.results import Block, HeadStats, NamedCount, Snapshot, TsdbStatus, WalReplay
from prometheus_querier.results.documents import Document
from prometheus_querier.results.listing import listing
from prometheus_querier.results.tsdb import BlockStats, Compaction

EMPTY_HEAD = {
    "numSeries": 0,
    "numLabelPairs": 0,
    "chunkCount": 0,
    "minTime": 9223372036854775807,
    "maxTime": -9223372036854775808,
}


def test_the_head_block_and_its_greatest():
    status = TsdbStatus.from_json(
        {
            "headStats": EMPTY_HEAD,
            "seriesCountByMetricName": [{"name": "up", "value": 3}],
            "labelValueCountByLabelName": [],
            "memoryInBytesByLabelName": [{"name": "__name__", "value": 1024}],
            "seriesCountByLabelValuePair": [{"name": "job=api", "value": 2}],
        }
    )
    assert status.head_stats == HeadStats(min_time=2**63 - 1, max_time=-(2**63))
    assert status.series_count_by_metric_name == (NamedCount(name="up", value=3),)
    assert status.memory_in_bytes_by_label_name == (NamedCount(name="__name__", value=1024),)
    assert status.series_count_by_label_value_pair == (NamedCount(name="job=api", value=2),)


def test_victoriametrics_has_no_head():
    status = TsdbStatus.from_json({"totalSeries": 0, "totalLabelValuePairs": 0, "seriesCountByMetricName": []})
    assert status == TsdbStatus()


def test_blocks_and_none_of_them():
    block = {
        "ulid": "01KC4D6GXQA4CRHYKV78NEBVAE",
        "minTime": 1764568801099,
        "maxTime": 1764763200000,
        "stats": {"numSamples": 5, "numSeries": 2, "numChunks": 3, "numTombstones": 1},
        "compaction": {"level": 4, "sources": ["01KBCJ7TR8A4QAJ3AA1J651P5S"], "parents": []},
        "version": 1,
    }
    assert listing(Block, Document("success", {"blocks": [block]}), "blocks") == [
        Block(
            ulid="01KC4D6GXQA4CRHYKV78NEBVAE",
            min_time=1764568801099,
            max_time=1764763200000,
            stats=BlockStats(num_samples=5, num_series=2, num_chunks=3, num_tombstones=1),
            compaction=Compaction(level=4, sources=("01KBCJ7TR8A4QAJ3AA1J651P5S",)),
            version=1,
        )
    ]
    assert listing(Block, Document("success", {"blocks": None}), "blocks") == []


def test_replay_and_snapshot():
    assert WalReplay.from_json({"min": 3209, "max": 3214, "current": 3210}) == WalReplay(
        min=3209, max=3214, current=3210
    )
    assert Snapshot.from_json({"name": "20260102T133700Z-a1b2"}).name == "20260102T133700Z-a1b2"
