"""Names that users type reach the server as one exact path segment, or nothing is sent."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import example, given, settings, strategies as st

from prometheus_querier import connect
from prometheus_querier.errors import QueryBuildError

VALUES = b'{"status":"success","data":["a"]}'


def decoded(segment: str) -> str:
    """Reads a segment as Prometheus 3 does."""
    text = unquote(segment)
    if not text.startswith("U__"):
        return text
    return re.sub(
        "__|_([0-9a-f]+)_", lambda found: chr(int(found[1], 16)) if found[1] else "_", text.removeprefix("U__")
    )


def test_label_names_stay_one_segment(serve) -> None:
    server = serve(lambda peer, _: peer.answer(VALUES))
    with connect(server.url + "/prefix") as client:

        @settings(max_examples=300, deadline=None)
        @given(st.text(max_size=15) | st.text(st.sampled_from("./\\%2eEfF_U?#;:@ \t\n\0"), max_size=8))
        @example("../status/config?x=")
        @example("..")
        @example("%2e%2e")
        @example("job\n")
        @example("U__a")
        @example("a/b")
        def check(name: str) -> None:
            before = len(server.requests)
            try:
                client.label_values(name)
            except QueryBuildError:
                assert len(server.requests) == before
            else:
                (request,) = server.requests[before:]
                path = re.fullmatch(r"/prefix/api/v1/label/([^/?#]+)/values", request.target)
                assert path is not None
                assert decoded(path[1]) == name

        check()
