"""Draws the pictures of docs/images/ that show HTML: results on light and on dark, and an interactive chart.

``python scripts/picture_results.py`` needs the extras ``notebook`` and ``plotly``, Prometheus, and chromium on the PATH.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from run_notebooks import EXAMPLES, ROOT

sys.path.insert(0, str(EXAMPLES))
from sample_server import serving

import prometheus_querier as pq
from prometheus_querier import promql as q

IMAGES = ROOT / "docs" / "images"
STYLE = "margin:0;padding:12px;width:50%;box-sizing:border-box;font:13px sans-serif;"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--virtual-time-budget=5000",
)


def picture(name: str, html: str, width: int, height: int) -> None:
    """Lets a browser draw a page."""
    with tempfile.TemporaryDirectory() as directory:
        page, png = Path(directory) / "page.html", Path(directory) / "page.png"
        page.write_text(html, "utf-8")
        command = ["chromium", *FLAGS, f"--user-data-dir={directory}/profile", f"--window-size={width},{height}"]
        subprocess.run([*command, f"--screenshot={png}", page.as_uri()], check=True, capture_output=True, timeout=120)
        (IMAGES / f"{name}.png").write_bytes(png.read_bytes())
    print(f"{name}.png")


def main() -> None:
    with serving() as prometheus, pq.connect(prometheus.url) as client:
        errors = q.sum(q.rate(q.metric("http_requests_total", code=q.regex("5.."))["5m"])).by("instance")
        everything = q.sum(q.rate(q.metric("http_requests_total")["5m"])).by("instance")
        by_code = client.query_range(
            q.sum(q.rate(q.metric("http_requests_total")["5m"])).by("code"), pq.QueryTimeRange.last("6h")
        )
        share = errors / everything > 0.01
        shown = "".join(f"{one._repr_html_()}<br>" for one in (by_code, client.query(share), share))
        sides = "".join(
            f'<div style="{STYLE}background:{background};color:{colour};">{shown}</div>'
            for background, colour in (("#ffffff", "#111111"), ("#111111", "#dddddd"))
        )
        picture(
            "results", f'<!doctype html><meta charset="utf-8"><body style="margin:0;display:flex;">{sides}', 1100, 420
        )
        figure = by_code.plot("plotly").update_layout(height=400, width=980)
        picture("interactive", figure.to_html(include_plotlyjs=True, full_html=True), 1000, 420)


if __name__ == "__main__":
    main()
