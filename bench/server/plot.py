"""plot.py - rows of a bench as one SVG: how far each is from its bound, on a logarithmic scale; the bound is the line in the middle."""
import html
import math

WIDE, LEFT, LINE = 900, 470, 30


def place(row, value):
    """Where a value stands: right of the middle it holds. Four doublings either way."""
    if row.bound <= 0:
        way = 1 if value <= row.bound else -4
    else:
        way = math.log2(max(value, row.bound / 1024) / row.bound) * (1 if row.least else -1)
    return LEFT + (WIDE - LEFT) / 2 + max(-4.0, min(4.0, way)) * (WIDE - LEFT - 40) / 8


def svg(rows):
    tall = LINE * len(rows) + 50
    middle = LEFT + (WIDE - LEFT) / 2
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" font-family="sans-serif" font-size="11">',
             f'<rect width="{WIDE}" height="{tall}" fill="#fff"/>',
             f'<line x1="{middle}" y1="10" x2="{middle}" y2="{tall - 30}" stroke="#888"/>',
             f'<text x="{middle}" y="{tall - 12}" text-anchor="middle" fill="#444">the claim; right of it: holds; each step doubles</text>']
    for i, row in enumerate(rows):
        y = LINE * i + 28
        low, high, mid = place(row, min(row.values)), place(row, max(row.values)), place(row, row.median)
        colour = "#0a6" if row.holds() else "#c30"
        parts += [f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end" fill="#222">{html.escape(row.name[:84])}</text>',
                  f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="{colour}" stroke-width="2"/>',
                  f'<circle cx="{mid:.1f}" cy="{y}" r="5" fill="{colour}"><title>{row.median:.3g} {html.escape(row.unit)}</title></circle>']
    return "\n".join([*parts, "</svg>", ""])
