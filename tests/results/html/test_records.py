"""Lists, mappings and records as HTML."""

from __future__ import annotations

from datetime import UTC, datetime

from pages import EVIL, MARKUP, Page

from prometheus_querier.results import (
    Alert,
    AlertingRule,
    Configuration,
    Exemplar,
    ExemplarSeries,
    HeadStats,
    Listing,
    Lookup,
    MetricMetadata,
    NamedCount,
    RecordingRule,
    RuleGroup,
    RuleGroups,
    Target,
    Targets,
    TsdbStatus,
)

T0 = 1704067200


def test_names_are_listed_and_a_long_list_ends():
    page = Page(Listing([f"metric_{index}" for index in range(1000)], warnings=("cut off",))._repr_html_())
    assert page.text.startswith("⚠ cut off1,000 in all")
    assert "metric_59" in page.text
    assert "metric_60" not in page.text
    assert "… and 940 more" in page.text


def test_label_sets_are_rows():
    page = Page(Listing([{"__name__": "up", "job": "a"}, {"__name__": "up", "job": "b"}])._repr_html_())
    assert page.rows == [["job"], ["a"], ["b"]]
    assert "all: up" in page.text
    assert Page(Listing([{"__name__": "up"}])._repr_html_()).rows == [["__name__"], ["up"]]


def test_records_are_rows_without_columns_that_say_nothing():
    alerts = Listing([Alert(labels={"alertname": "Down"}, state="firing", value=1.0)])
    assert Page(alerts._repr_html_()).rows == [["labels", "state", "value"], ['{alertname="Down"}', "firing", "1"]]
    rules = (AlertingRule(name="Down", query="up == 0"), RecordingRule(name="a:b", query="sum(up)"))
    page = Page(RuleGroup(name="g", rules=rules)._repr_html_())
    assert page.rows[-2][:3] == ["alerting", "Down", "up == 0"]
    assert page.rows[-1][:3] == ["recording", "a:b", "sum(up)"]


def test_exemplars_are_rows():
    series = [ExemplarSeries({"job": job}, (Exemplar({"trace_id": "t"}, 0.5, T0),)) for job in ("a", "b")]
    page = Page(Listing(series)._repr_html_())
    assert page.rows[1:] == [
        ['{job="a"}', "2024-01-01 00:00:00Z", '{trace_id="t"}', "0.5"],
        ['{job="b"}', "2024-01-01 00:00:00Z", '{trace_id="t"}', "0.5"],
    ]
    assert Page(series[0]._repr_html_()).rows[1][0] == '{job="a"}'


def test_mappings_have_a_row_a_name_and_one_more_for_each_further_record():
    lookup = Lookup({"up": (MetricMetadata(type="gauge", help="Up"), MetricMetadata(type="unknown")), "x": ()})
    assert "gauge" in Page(lookup._repr_html_()).text
    both = Lookup({"up": (MetricMetadata(type="gauge", help="Up"), MetricMetadata(type="unknown"))})
    assert Page(both._repr_html_()).rows == [["", "type", "help"], ["up", "gauge", "Up"], ["up", "unknown", ""]]
    assert Page(Lookup({"flag": "on"})._repr_html_()).rows == [["flag", "on"]]
    assert Page(Lookup({})._repr_html_()).text == "0 in all"
    assert "… and 980 more" in Page(Lookup({str(i): "v" for i in range(1000)})._repr_html_()).text


def test_answers_have_a_table_of_values_and_one_for_each_list():
    status = TsdbStatus(
        head_stats=HeadStats(num_series=5),
        series_count_by_metric_name=tuple(NamedCount(name=str(i), value=i * 1000) for i in range(30)),
        warnings=("w",),
    )
    page = Page(status._repr_html_())
    assert page.text.startswith("⚠ w")
    assert page.rows[0][0] == "head stats"
    assert page.rows[0][1].startswith("num series 5, ")
    assert ["29", "29,000"] not in page.rows
    assert ["5", "5,000"] in page.rows
    assert "… and 10 more" in page.text
    groups = RuleGroups(groups=(RuleGroup(name="g", rules=(AlertingRule(name="a", query="up"),)),))
    assert Page(groups._repr_html_()).rows[1][:2] == ["g", "1"]


def test_texts_of_several_lines_keep_them():
    html = Configuration(yaml="global:\n  scrape_interval: 1s\n")._repr_html_()
    assert "global:\n  scrape_interval: 1s\n" in html
    assert len(Configuration(yaml="a\n" * 100_000)._repr_html_()) < 10_000


def test_nothing_that_a_server_says_becomes_markup():
    target = Target(labels={EVIL: EVIL}, last_error=EVIL, health=EVIL, last_scrape=datetime(2024, 1, 1, tzinfo=UTC))
    for result in (
        Targets(active=(target,), warnings=(EVIL,), infos=(EVIL,)),
        Listing([EVIL]),
        Listing([{EVIL: EVIL}, {EVIL: "x"}]),
        Listing([target]),
        Lookup({EVIL: EVIL}),
        Lookup({EVIL: (MetricMetadata(help=EVIL),)}),
        Configuration(yaml=f"{EVIL}\n{EVIL}"),
        Listing([ExemplarSeries({EVIL: EVIL}, (Exemplar({EVIL: EVIL}, 1.0, T0),))]),
    ):
        page = Page(result._repr_html_())
        assert page.tags <= MARKUP
        assert "<script>" in page.text


def test_times_in_milliseconds_are_times():
    shown = HeadStats(num_series=5, min_time=1704067200250, max_time=1704070800000)._repr_html_()
    assert "2024-01-01 00:00:00Z" in shown
    assert "2024-01-01 01:00:00Z" in shown
    empty = HeadStats(num_series=5, min_time=2**63 - 1, max_time=-(2**63))._repr_html_()
    assert "9,223" not in empty
