"""How numbers are spelled in PromQL: as Go prints a float64, which is not as Python does."""

from __future__ import annotations

import math

# Where Go's %v turns to exponents.
_PLAIN_FROM, _PLAIN_BELOW = 1e-4, 1e21


def float_text(value: float) -> str:
    """Prints a float in as few decimals as say it, never with an exponent.

    >>> float_text(1e21), float_text(-2.5e-7), float_text(5.0), float_text(math.inf)
    ('1000000000000000000000', '-0.00000025', '5', '+Inf')
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa.removesuffix(".0")
    sign = "-" if value < 0 else ""
    whole, _, fraction = mantissa.removeprefix("-").partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits.ljust(point, '0')}"


def compact_text(value: float) -> str:
    """Prints a float with an exponent where that is shorter, as Prometheus prints fill values.

    >>> compact_text(-23.0), compact_text(1e21), compact_text(1e-5), compact_text(1e6)
    ('-23', '1e+21', '1e-05', '1000000')
    """
    if not math.isfinite(value) or _PLAIN_FROM <= abs(value) < _PLAIN_BELOW or value == 0:
        return float_text(value)
    # Python's repr agrees here, but for the zero that it writes after a whole mantissa.
    return repr(value).replace(".0e", "e")
