"""Measurements, of this library beside others and beside curl: ``python -m benchmarks --help``.

Each module with a function ``run`` is a part. Candidates of one comparison take turns in one run, and ratios of their
medians are printed: absolute times differ between machines and from minute to minute, ratios much less.
"""
