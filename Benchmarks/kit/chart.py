"""Charts as SVG, written out by hand, and as PNG through rsvg-convert."""
import math
import subprocess
from xml.sax.saxutils import escape

FONT = "font-family='DejaVu Sans, Helvetica, sans-serif'"
COLOURS = ["#1f6feb", "#8b949e", "#d29922", "#2da44e", "#cf222e", "#8250df"]


def _save(path, width, height, parts):
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
            f"viewBox='0 0 {width} {height}'>\n"
            f"<rect width='{width}' height='{height}' fill='white'/>\n"
            + "\n".join(parts) + "\n</svg>\n")
    subprocess.run(["rsvg-convert", "-z", "1.5", "-o", path.removesuffix(".svg") + ".png", path])


def _text(x, y, text, size=12, anchor="start", colour="#24292f", weight="normal"):
    return (f"<text x='{x:.1f}' y='{y:.1f}' {FONT} font-size='{size}' text-anchor='{anchor}' "
            f"fill='{colour}' font-weight='{weight}'>{escape(text)}</text>")


def bars(path, title, unit, groups, marked):
    """Bars on a logarithmic axis. groups: [(heading, [(label, value, note)])]."""
    width, left, right, row = 860, 210, 150, 22
    values = [value for _, rows in groups for _, value, _ in rows if value > 0]
    low = 10 ** math.floor(math.log10(min(values)))
    high = max(values)
    span = width - left - right

    def place(value):
        return left + span * (math.log10(value) - math.log10(low)) / (
            math.log10(high) - math.log10(low) or 1)

    parts, y = [_text(20, 30, title, 16, weight="bold")], 52
    for heading, rows in groups:
        parts.append(_text(20, y + 14, heading, 13, weight="bold"))
        y += 24
        top = y
        for label, value, note in rows:
            colour = COLOURS[0] if marked in label else COLOURS[1]
            end = place(value) if value > 0 else left
            parts.append(_text(left - 8, y + 14, label, 12, "end"))
            parts.append(f"<rect x='{left}' y='{y + 3}' width='{max(1, end - left):.1f}' "
                         f"height='{row - 6}' fill='{colour}'/>")
            parts.append(_text(end + 6, y + 14, note, 11, colour="#57606a"))
            y += row
        power = low
        while power <= high:
            x = place(power)
            parts.insert(1, f"<line x1='{x:.1f}' y1='{top}' x2='{x:.1f}' y2='{y}' "
                            "stroke='#d0d7de'/>")
            parts.append(_text(x, y + 13, f"{power:g}", 10, "middle", "#57606a"))
            power *= 10
        y += 30
    parts.append(_text(left, y + 4, unit, 11, colour="#57606a"))
    _save(path, width, y + 20, parts)


def lines(path, title, panels):
    """Lines over a logarithmic axis. panels: [(heading, x label, y label, [(label, [(x, y)])])]."""
    width, height, left, top = 860, 260, 80, 60
    parts = [_text(20, 30, title, 16, weight="bold")]
    for number, (heading, x_label, y_label, series) in enumerate(panels):
        base = top + number * (height + 70)
        points = [point for _, line in series for point in line]
        x_low, x_high = min(x for x, _ in points), max(x for x, _ in points)
        y_high = max(y for _, y in points) * 1.15 or 1
        right = width - 190

        def place(x, y, base=base, x_low=x_low, x_high=x_high, y_high=y_high, right=right):
            along = (math.log10(x) - math.log10(x_low)) / (
                math.log10(x_high) - math.log10(x_low) or 1)
            return left + along * (right - left), base + height - 30 - y / y_high * (height - 60)

        parts.append(_text(20, base + 10, heading, 13, weight="bold"))
        for step in range(5):
            value = y_high / 1.15 * step / 4
            _, y = place(x_low, value)
            parts.append(f"<line x1='{left}' y1='{y:.1f}' x2='{right}' y2='{y:.1f}' "
                         "stroke='#d0d7de'/>")
            parts.append(_text(left - 6, y + 4, f"{value:,.0f}", 10, "end", "#57606a"))
        for x in sorted({x for x, _ in points}):
            along, y = place(x, 0)
            parts.append(_text(along, y + 16, f"{x:,}", 10, "middle", "#57606a"))
        parts.append(_text((left + right) / 2, base + height + 6, x_label, 11, "middle"))
        parts.append(_text(left, base + 28, y_label, 11, colour="#57606a"))
        for index, (label, line) in enumerate(series):
            colour = COLOURS[index]
            path_points = " ".join("%.1f,%.1f" % place(x, y) for x, y in line)
            parts.append(f"<polyline points='{path_points}' fill='none' stroke='{colour}' "
                         "stroke-width='2'/>")
            for x, y in line:
                along, up = place(x, y)
                parts.append(f"<circle cx='{along:.1f}' cy='{up:.1f}' r='3' fill='{colour}'/>")
            end = place(*line[-1])
            parts.append(_text(right + 10, end[1] + 4, label, 11, colour=colour))
    _save(path, width, top + len(panels) * (height + 70) + 10, parts)
