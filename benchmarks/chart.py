"""A comparison as bars, in SVG."""

from __future__ import annotations

from xml.sax.saxutils import escape

WIDTH, LEFT, BAR, GAP, TOP = 880, 370, 18, 8, 56
OURS, REFERENCE, OTHERS = "#e6522c", "#6b7280", "#c4c9d1"


def chart(title: str, medians: dict[str, float]) -> str:
    """Makes the picture: bars as multiples of the first candidate, this library's in colour."""
    reference = next(iter(medians.values()))
    ratios = {name: median / reference for name, median in medians.items()}
    height = TOP + len(ratios) * (BAR + GAP) + 12
    scale = (WIDTH - LEFT - 90) / max(ratios.values())
    box = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="system-ui, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="16" font-weight="600" fill="#111827">{escape(title)}</text>',
        '<text x="16" y="44" fill="#6b7280">time as a multiple of curl, which fetches the same bytes and forgets them</text>',
    ]
    for row, (name, ratio) in enumerate(ratios.items()):
        y = TOP + row * (BAR + GAP)
        colour = REFERENCE if row == 0 else OURS if name.startswith("prometheus-querier") else OTHERS
        weight = ' font-weight="600"' if colour == OURS else ""
        width = max(2.0, ratio * scale)
        lines += [
            f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end" fill="#111827"{weight}>{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2" fill="{colour}"/>',
            f'<text x="{LEFT + width + 8:.1f}" y="{y + 14}" fill="#374151">{ratio:.1f} x</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"
