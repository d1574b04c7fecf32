from prometheus_querier.results import FoundLabel, FoundMetric, FoundValue


def test_what_was_not_asked_for_is_empty():
    assert FoundMetric.from_json({"name": "up"}) == FoundMetric(name="up")
    found = {"name": "up", "score": 0.5, "type": "gauge", "help": "h", "unit": "s"}
    assert FoundMetric.from_json(found) == FoundMetric(name="up", score=0.5, type="gauge", help="h", unit="s")
    assert FoundLabel.from_json({"name": "job", "score": 1}) == FoundLabel(name="job", score=1.0)
    assert FoundValue.from_json({"value": "", "score": 0}) == FoundValue(value="", score=0.0)
