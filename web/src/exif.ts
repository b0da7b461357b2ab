// What a JPEG tells beside its picture: where it was taken and how it is turned; and the same JPEG without all that.
// Segments are left out whole, no pixel is touched. The server does the same for what comes without script.

export interface Position {
  /** Degrees in WGS 84, east and north positive. */
  lon: number;
  lat: number;
}

export interface Told {
  position?: Position;
  /** 1 upright; 2 to 8 mirrored or turned. */
  orientation: number;
  /** Pixels as they are stored. */
  width?: number;
  height?: number;
}

interface Segment {
  marker: number;
  /** From the marker's own bytes up to the next marker. */
  from: number;
  to: number;
}

const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const ORIENTATION = 0x0112;
const GPS = 0x8825;

/** The segments before the first scan; none for what is no JPEG. */
function segments(bytes: Uint8Array): Segment[] {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Segment[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const to = at + 2 + view.getUint16(at + 2);
    if (to > bytes.length) break;
    found.push({ marker, from: at, to });
    at = to;
  }
  return found;
}

const begins = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean => wanted.every((byte, index) => bytes[at + index] === byte);
const word = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** What a JPEG tells. Damaged notices tell nothing; they never throw. */
export function told(bytes: Uint8Array): Told {
  const read: Told = { orientation: 1 };
  for (const { marker, from, to } of segments(bytes)) {
    if (marker === 0xe1 && begins(bytes, from + 4, EXIF)) notice(bytes.subarray(from + 10, to), read);
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame && from + 9 <= to) {
      read.height = (bytes[from + 5] ?? 0) * 256 + (bytes[from + 6] ?? 0);
      read.width = (bytes[from + 7] ?? 0) * 256 + (bytes[from + 8] ?? 0);
    }
  }
  return read;
}

function notice(tiff: Uint8Array, read: Told): void {
  try {
    const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
    const little = view.getUint16(0) === 0x4949;
    const first = entries(view, view.getUint32(4, little), little);
    const turned = first.get(ORIENTATION);
    if (turned !== undefined) {
      const value = view.getUint16(turned + 8, little);
      if (value >= 1 && value <= 8) read.orientation = value;
    }
    const leads = first.get(GPS);
    if (leads === undefined) return;
    const position = entries(view, view.getUint32(leads + 8, little), little);
    const lat = degrees(view, position, 1, 2, little);
    const lon = degrees(view, position, 3, 4, little);
    if (lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0)) read.position = { lon, lat };
  } catch {
    // A directory that points outside the notice: whatever was read until there holds.
  }
}

/** Where the entry of each tag of a directory begins. */
function entries(view: DataView, at: number, little: boolean): Map<number, number> {
  const found = new Map<number, number>();
  const count = view.getUint16(at, little);
  for (let index = 0; index < count; index += 1) {
    const entry = at + 2 + index * 12;
    found.set(view.getUint16(entry, little), entry);
  }
  return found;
}

/** Degrees, minutes and seconds as three fractions, with the letter of the half of the globe. */
function degrees(view: DataView, position: Map<number, number>, half: number, value: number, little: boolean): number | undefined {
  const letter = position.get(half);
  const entry = position.get(value);
  if (letter === undefined || entry === undefined) return undefined;
  const at = view.getUint32(entry + 8, little);
  let sum = 0;
  for (let part = 0; part < 3; part += 1) {
    const below = view.getUint32(at + part * 8 + 4, little);
    if (below === 0) return undefined;
    sum += view.getUint32(at + part * 8, little) / below / 60 ** part;
  }
  const sign = "SW".includes(String.fromCharCode(view.getUint8(letter + 8))) ? -1 : 1;
  return sign * Math.round(sum * 1e6) / 1e6;
}

/** Shown as it was meant without it: only a picture's own header, its colours and its tables are kept. */
function isKept(bytes: Uint8Array, { marker, from }: Segment): boolean {
  if (marker === 0xe0) return begins(bytes, from + 4, word("JFIF\0"));
  if (marker === 0xe2) return begins(bytes, from + 4, word("ICC_PROFILE\0"));
  if (marker === 0xee) return begins(bytes, from + 4, word("Adobe"));
  return !(marker >= 0xe1 && marker <= 0xef) && marker !== 0xfe;
}

/** The same JPEG without notices; what is no JPEG comes back as it is. Whether it is turned is lost: see `told`. */
export function stripped(bytes: Uint8Array): Uint8Array {
  const dropped = segments(bytes).filter((segment) => !isKept(bytes, segment));
  const out = new Uint8Array(bytes.length - dropped.reduce((sum, { from, to }) => sum + to - from, 0));
  let [read, written] = [0, 0];
  for (const { from, to } of [...dropped, { from: bytes.length, to: bytes.length }]) {
    out.set(bytes.subarray(read, from), written);
    written += from - read;
    read = to;
  }
  return out;
}
