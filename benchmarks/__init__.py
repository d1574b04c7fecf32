"""Measurements, of this library beside others and beside curl: ``python -m benchmarks --help``.

A part is a module with a function ``run``; the list of them stands in ``__main__``. Candidates of one comparison take
turns in one run, and ratios of their medians are what counts: absolute times differ between machines and from minute to
minute, ratios much less.
"""
