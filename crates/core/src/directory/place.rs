//! Places: points and outlines in whole micro-degrees, and the smallest unit that contains a point.
//!
//! No floating point: the same point lies in the same unit on every machine. A point on an outline counts as inside.
//! One coordinate system throughout, WGS 84; what is given in another is converted at the door ([`super::Crs`]).

use serde::{Deserialize, Serialize};

use super::{Directory, DistrictCode, Unit, UnitCode, UnitKind};

/// A point on the map, in millionths of a degree (about 0.1 m).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "(i64, i64)", into = "(i64, i64)")]
pub struct Point {
    lon: i64,
    lat: i64,
}

/// Text or numbers that are no point on the map.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PlaceError {
    /// Not a decimal number of degrees.
    #[error("`{0}` is not a number of degrees such as 114.270867")]
    NotDegrees(String),
    /// Beyond ±180° of longitude or ±90° of latitude.
    #[error("there is no place at {lon}, {lat} (in millionths of a degree)")]
    OffTheMap {
        /// Longitude, micro-degrees.
        lon: i64,
        /// Latitude, micro-degrees.
        lat: i64,
    },
}

impl PlaceError {
    /// The refusal's code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDegrees(_) => "not-degrees",
            Self::OffTheMap { .. } => "off-the-map",
        }
    }

    /// The sentence for a clerk, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotDegrees(text) => format!("“{text}”不是经纬度，应为 114.270867 这样的度数"),
            Self::OffTheMap { .. } => "经纬度超出范围：经度在 ±180 之内，纬度在 ±90 之内".to_owned(),
        }
    }
}

impl TryFrom<(i64, i64)> for Point {
    type Error = PlaceError;

    fn try_from((lon, lat): (i64, i64)) -> Result<Self, PlaceError> {
        Self::from_micro(lon, lat)
    }
}

impl From<Point> for (i64, i64) {
    fn from(point: Point) -> Self {
        (point.lon, point.lat)
    }
}

impl Point {
    /// The point at this longitude and latitude, in micro-degrees.
    pub fn from_micro(lon: i64, lat: i64) -> Result<Self, PlaceError> {
        if (-180_000_000..=180_000_000).contains(&lon) && (-90_000_000..=90_000_000).contains(&lat) {
            return Ok(Self { lon, lat });
        }
        Err(PlaceError::OffTheMap { lon, lat })
    }

    /// The point at this longitude and latitude, as people and JSON write degrees (`114.270867`, `30.6`).
    pub fn from_degrees(lon: &str, lat: &str) -> Result<Self, PlaceError> {
        Self::from_micro(micro(lon)?, micro(lat)?)
    }

    /// Longitude, micro-degrees.
    pub fn lon(self) -> i64 {
        self.lon
    }

    /// Latitude, micro-degrees.
    pub fn lat(self) -> i64 {
        self.lat
    }

    /// How far apart two points are: only good for comparing, and only within a city.
    fn apart(self, other: Self) -> i128 {
        let (num, den) = cosine(self.lat);
        let east = i128::from(self.lon - other.lon) * num / den;
        let north = i128::from(self.lat - other.lat);
        east * east + north * north
    }
}

/// Reads degrees as whole micro-degrees; further digits are cut off.
fn micro(text: &str) -> Result<i64, PlaceError> {
    let wrong = || PlaceError::NotDegrees(text.chars().take(40).collect());
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !numeric(whole) || !numeric(part) {
        return Err(wrong());
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let part: i64 = part.parse().map_err(|_| wrong())?;
    whole.checked_mul(1_000_000).and_then(|w| w.checked_add(part)).map(|m| sign * m).ok_or_else(wrong)
}

/// The cosine of a latitude as a fraction, by Bhaskara's formula: within 0.2 %, and in whole numbers.
fn cosine(lat: i64) -> (i128, i128) {
    let thousandths = i128::from(lat / 1_000);
    let square = thousandths * thousandths;
    (32_400_000_000 - 4 * square, 32_400_000_000 + square)
}

/// An outline: one or more closed rings, the last point joined to the first. What an odd number of rings surrounds is inside,
/// so a ring in a ring is a hole and a ring beside a ring an island.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Outline(pub Vec<Vec<Point>>);

impl Outline {
    /// Does the point lie inside or on the outline?
    pub fn contains(&self, point: Point) -> bool {
        let mut inside = false;
        for (a, b) in self.edges() {
            if on_edge(a, b, point) {
                return true;
            }
            inside ^= crosses(a, b, point);
        }
        inside
    }

    /// All edges, ring by ring.
    pub fn edges(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        self.0.iter().flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().copied().zip(next.copied())
        })
    }

    /// Twice the area, in square micro-degrees: for comparing outlines of one neighbourhood. Rings add up whatever way they run.
    pub fn double_area(&self) -> i128 {
        self.0.iter().map(|ring| double_area_of(ring)).sum()
    }

    /// Can it surround anything: a ring at least, and three points in each?
    pub fn is_closed(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|ring| ring.len() >= 3)
    }
}

fn double_area_of(ring: &[Point]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    let cross =
        |(a, b): (&Point, &Point)| i128::from(a.lon) * i128::from(b.lat) - i128::from(b.lon) * i128::from(a.lat);
    ring.iter().zip(next).map(cross).sum::<i128>().abs()
}

/// Which side of the line a→b the point lies on: positive left, negative right, zero on it.
fn side(a: Point, b: Point, p: Point) -> i128 {
    let along = i128::from(b.lon - a.lon) * i128::from(p.lat - a.lat);
    let across = i128::from(b.lat - a.lat) * i128::from(p.lon - a.lon);
    along - across
}

fn on_edge(a: Point, b: Point, p: Point) -> bool {
    let between = |low: i64, high: i64, x: i64| low.min(high) <= x && x <= low.max(high);
    between(a.lon, b.lon, p.lon) && between(a.lat, b.lat, p.lat) && side(a, b, p) == 0
}

/// Does a ray to the east from the point cross the edge? The lower end belongs to the edge, the upper does not, so that a ray
/// through a corner counts once.
fn crosses(a: Point, b: Point, p: Point) -> bool {
    let upward = a.lat <= p.lat && p.lat < b.lat;
    let downward = b.lat <= p.lat && p.lat < a.lat;
    (upward && side(a, b, p) > 0) || (downward && side(a, b, p) < 0)
}

impl Directory {
    /// The smallest unit that contains the point at this longitude and latitude (micro-degrees): of the outlines around it the
    /// smallest, and below that the unit whose point is nearest, where the units below have points only. None: it lies in no
    /// district we know.
    pub fn contains(&self, lon: i64, lat: i64) -> Option<&UnitCode> {
        let point = Point::from_micro(lon, lat).ok()?;
        let around = self.outlined().filter(|unit| unit.outline.as_ref().is_some_and(|o| o.contains(point)));
        let smallest = around.min_by_key(|unit| (unit.outline.as_ref().map(Outline::double_area), &unit.code))?;
        let nearest = self.spots_below(&smallest.code).min_by_key(|(at, code)| (at.apart(point), *code));
        Some(nearest.map_or(&smallest.code, |(_, code)| code))
    }

    /// The unit of one kind that contains the point: its grid, community, street or district.
    pub fn containing(&self, lon: i64, lat: i64, kind: UnitKind) -> Option<&Unit> {
        let smallest = self.contains(lon, lat)?;
        self.path(smallest).into_iter().find(|unit| unit.kind == kind)
    }

    /// Does the point lie in this district?
    pub fn in_district(&self, district: &DistrictCode, lon: i64, lat: i64) -> bool {
        let outline = self.district(district).and_then(|unit| unit.outline.as_ref());
        outline.zip(Point::from_micro(lon, lat).ok()).is_some_and(|(outline, point)| outline.contains(point))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outline(ring: &[(i64, i64)]) -> Outline {
        Outline(vec![ring.iter().map(|&(lon, lat)| Point::from_micro(lon, lat).unwrap()).collect()])
    }

    fn at(lon: i64, lat: i64) -> Point {
        Point::from_micro(lon, lat).unwrap()
    }

    #[test]
    fn degrees_are_read_as_written() {
        assert_eq!(Point::from_degrees("114.270867", "30.6").unwrap(), at(114_270_867, 30_600_000));
        assert_eq!(Point::from_degrees("-0.5", "-89.9999999").unwrap(), at(-500_000, -89_999_999));
        for bad in ["", "-", ".", "1e2", "114,2", "NaN", "+1", "一百", "99999999999999999999", "1."] {
            assert!(matches!(Point::from_degrees(bad, "0"), Err(PlaceError::NotDegrees(_))), "{bad}");
        }
        assert!(matches!(Point::from_degrees("181", "0"), Err(PlaceError::OffTheMap { .. })));
        assert!(matches!(Point::from_degrees("9223372036854", "0"), Err(PlaceError::OffTheMap { .. })));
    }

    #[test]
    fn an_edge_and_a_corner_are_inside_and_a_hole_is_not() {
        let mut shape = outline(&[(0, 0), (10, 0), (10, 10), (0, 10)]);
        assert!(shape.contains(at(0, 0)) && shape.contains(at(10, 5)) && shape.contains(at(5, 5)));
        assert!(!shape.contains(at(11, 5)) && !shape.contains(at(-1, 0)) && !shape.contains(at(-1, 10)));
        shape.0.extend(outline(&[(4, 4), (6, 4), (6, 6), (4, 6)]).0);
        assert!(!shape.contains(at(5, 5)));
        assert!(shape.contains(at(4, 5)), "the rim of a hole still belongs to the unit");
    }

    /// Counts how often the ring winds around the point, quadrant by quadrant: another way to the same answer.
    fn winds_around(ring: &[(i64, i64)], p: (i64, i64)) -> bool {
        let mut winding = 0;
        for (i, a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            let (ax, ay, bx, by) = (a.0 - p.0, a.1 - p.1, b.0 - p.0, b.1 - p.1);
            let cross = ax * by - bx * ay;
            let dot = ax * bx + ay * by;
            if cross == 0 && dot <= 0 {
                return true;
            }
            let angle = (cross as f64).atan2(dot as f64);
            winding += (angle * 1e9) as i64;
        }
        winding.abs() > 3_000_000_000
    }

    /// A star around the origin: its corners sorted by angle, so that it does not cross itself.
    fn star() -> impl Strategy<Value = Vec<(i64, i64)>> {
        prop::collection::btree_map(0i64..360, 5i64..40, 3..12).prop_map(|corners| {
            let corner = |(angle, far): (i64, i64)| {
                let angle = (angle as f64).to_radians();
                ((angle.cos() * far as f64) as i64, (angle.sin() * far as f64) as i64)
            };
            let mut ring: Vec<_> = corners.into_iter().map(corner).collect();
            ring.dedup();
            ring
        })
    }

    proptest! {
        #[test]
        fn a_point_is_inside_exactly_if_the_ring_winds_around_it(ring in star(), x in -45i64..45, y in -45i64..45) {
            prop_assert_eq!(outline(&ring).contains(at(x, y)), winds_around(&ring, (x, y)));
        }

        #[test]
        fn where_a_ring_begins_and_which_way_it_runs_is_no_matter(ring in star(), turn in 0usize..12, x in -45i64..45, y in -45i64..45) {
            let mut other = ring.clone();
            let turn = turn % ring.len();
            other.rotate_left(turn);
            other.reverse();
            prop_assert_eq!(outline(&ring).contains(at(x, y)), outline(&other).contains(at(x, y)));
            prop_assert_eq!(outline(&ring).double_area(), outline(&other).double_area());
        }

        #[test]
        fn no_text_makes_the_reader_stumble(lon in "\\PC*", lat in "[0-9.e+-]{0,30}") {
            let _ = Point::from_degrees(&lon, &lat).map_err(|error| error.zh());
        }
    }
}
