// Real photographs, made by the browser's own JPEG writer, with notices put in as cameras write them.

/** A JPEG of a size, as bytes. */
export async function photograph(page, width, height) {
  const base64 = await page.evaluate(
    async ([w, h]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [w, h];
      const pen = canvas.getContext("2d");
      const sky = pen.createLinearGradient(0, 0, w, h);
      for (const [at, colour] of [[0, "#b8d4e3"], [0.6, "#8a7f6d"], [1, "#3d3a34"]]) sky.addColorStop(at, colour);
      pen.fillStyle = sky;
      pen.fillRect(0, 0, w, h);
      pen.fillStyle = "#9c3328";
      pen.fillRect(w * 0.4, h * 0.5, w * 0.2, h * 0.1);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
      return btoa(text);
    },
    [width, height],
  );
  return Buffer.from(base64, "base64");
}

/** The same JPEG with an EXIF notice behind its first marker: position, turn, and the byte order of the maker. */
export function withNotice(jpeg, { lon, lat, orientation = 1, little = false }) {
  const short = (n) => (little ? [n & 255, n >> 8] : [n >> 8, n & 255]);
  const long = (n) => (little ? [n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24] : [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]);
  const entry = (tag, kind, count, value) => [...short(tag), ...short(kind), ...long(count), ...value];
  const parts = (degrees) => {
    const whole = Math.abs(degrees);
    const minutes = (whole % 1) * 60;
    return [[Math.floor(whole), 1], [Math.floor(minutes), 1], [Math.round((minutes % 1) * 60 * 1000), 1000]].flatMap(([above, below]) => [...long(above), ...long(below)]);
  };
  const letter = (text) => [text.charCodeAt(0), 0, 0, 0];
  const first = [...short(2), ...entry(0x0112, 3, 1, [...short(orientation), 0, 0]), ...entry(0x8825, 4, 1, long(38)), ...long(0)];
  const position = [...short(4), ...entry(1, 2, 2, letter(lat < 0 ? "S" : "N")), ...entry(2, 5, 3, long(92)), ...entry(3, 2, 2, letter(lon < 0 ? "W" : "E")), ...entry(4, 5, 3, long(116)), ...long(0)];
  const tiff = [...(little ? [0x49, 0x49] : [0x4d, 0x4d]), ...short(42), ...long(8), ...first, ...position, ...parts(lat), ...parts(lon)];
  const body = Buffer.from([0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]);
  const size = body.length + 2;
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, size >> 8, size & 255]), body, jpeg.subarray(2)]);
}

/** Width and height as a JPEG's frame tells them. */
export function sizeOf(jpeg) {
  for (let at = 2; at + 9 < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at] !== 0xff) return null;
    if (jpeg[at + 1] >= 0xc0 && jpeg[at + 1] <= 0xc3) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
  }
  return null;
}
