// Pictures on their way into a form: made small enough to send from the street, their position offered as the place and
// then left out. Works on every `input[data-pictures]`; without script the picture goes as it is and the server strips it.
import { stripped, told, type Position } from "./exif";

/** The longer side of what is sent, in pixels. */
const LONGEST = 1600;
/** More than this is no photograph, and would choke a phone: it is refused before it is unfolded. */
const MOST_PIXELS = 120_000_000;
/** A JPEG of at most this many bytes that is small enough already is sent as it is, without its notices. */
const LIGHT_BYTES = 1_500_000;

/** What the server takes as one file. */
const MOST_BYTES = 10_000_000;

export class NotAPicture extends Error {}
export class TooLarge extends Error {}

export interface Made {
  file: File;
  width: number;
  height: number;
  position?: Position;
}

/** A picture as it is sent: at most 1600 pixels, upright, and telling nothing beside itself. */
export async function made(file: File): Promise<Made> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const read = told(bytes);
  const size = dimensions(bytes) ?? [read.width, read.height];
  if ((size[0] ?? 0) * (size[1] ?? 0) > MOST_PIXELS) throw new TooLarge();
  const bitmap = await unfolded(file);
  try {
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) throw new TooLarge();
    const scale = Math.min(1, LONGEST / Math.max(width, height));
    const plain = file.type === "image/jpeg" && read.orientation === 1 && scale === 1 && bytes.length <= LIGHT_BYTES;
    const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
    const blob = plain ? new Blob([stripped(bytes) as BlobPart], { type: "image/jpeg" }) : await drawn(bitmap, w, h);
    const name = file.name.replace(/\.[^.]*$/, "") || "picture";
    return { file: new File([blob], `${name}.jpg`, { type: "image/jpeg" }), width: w, height: h, ...(read.position ? { position: read.position } : {}) };
  } finally {
    bitmap.close();
  }
}

async function unfolded(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new NotAPicture();
  }
}

/** Drawn anew on white, so that what was see-through does not turn black. */
async function drawn(bitmap: ImageBitmap, width: number, height: number): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new NotAPicture();
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.82));
  if (!blob) throw new NotAPicture();
  return blob;
}

/** Width and height of a PNG; of others the browser tells when it has unfolded them. */
function dimensions(bytes: Uint8Array): [number, number] | undefined {
  if (bytes.length < 24 || bytes[0] !== 0x89 || bytes[1] !== 0x50) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getUint32(16), view.getUint32(20)];
}

const isPicture = (file: File): boolean => file.type.startsWith("image/");

/** Takes care of every control that may send pictures. */
export function smallPictures(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[type=file][data-pictures]")) new Control(input);
}

/** One control: what is chosen is made small at once, and the form waits until it is. */
class Control {
  #chosen: File[] = [];
  #work: Promise<void> = Promise.resolve();
  #busy = 0;
  readonly #list: HTMLUListElement;
  readonly #live: HTMLElement;

  constructor(readonly input: HTMLInputElement) {
    this.#list = document.createElement("ul");
    this.#list.className = "govuk-list bh-pictures";
    this.#live = document.createElement("p");
    this.#live.className = "govuk-hint";
    this.#live.setAttribute("role", "status");
    input.after(this.#live, this.#list);
    if (input.dataset["camera"]) this.#camera(input.dataset["camera"]);
    // A second choice adds to the first where several are taken.
    input.addEventListener("change", () => this.#take([...this.#chosen, ...(input.files ?? [])]));
    input.form?.addEventListener("submit", (event) => this.#hold(event), { capture: true });
    input.form?.addEventListener("reset", () => this.#forget());
  }

  /** A button that opens the camera; the control itself opens the album. */
  #camera(words: string): void {
    const shutter = document.createElement("input");
    shutter.type = "file";
    shutter.accept = "image/*";
    shutter.setAttribute("capture", "environment");
    shutter.hidden = true;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary bh-camera";
    button.textContent = words;
    button.addEventListener("click", () => shutter.click());
    shutter.addEventListener("change", () => {
      this.#take([...this.#chosen, ...(shutter.files ?? [])]);
      shutter.value = "";
    });
    this.input.before(button, shutter);
  }

  #take(files: File[]): void {
    this.#busy += 1;
    this.#work = this.#work.then(() => this.#make(files)).finally(() => (this.#busy -= 1));
  }

  async #make(files: File[]): Promise<void> {
    const kept: File[] = [];
    const lines: HTMLLIElement[] = [];
    this.#live.textContent = this.#say("working");
    for (const file of this.input.multiple ? files : files.slice(-1)) {
      if (!isPicture(file) || this.#chosen.includes(file)) {
        kept.push(file);
        lines.push(this.#line(file, file.name, kept));
        continue;
      }
      try {
        const picture = await made(file);
        kept.push(picture.file);
        lines.push(this.#line(picture.file, this.#say("small").replace("%name%", file.name).replace("%size%", `${picture.width} × ${picture.height}`).replace("%kb%", String(Math.ceil(picture.file.size / 1000))), kept));
        if (picture.position) this.#offer(picture.position);
      } catch (error) {
        // What this browser cannot unfold but a phone's camera writes is sent as it is; the server takes the position out.
        if (/^image\/hei[cf]$/.test(file.type) && file.size <= MOST_BYTES) {
          kept.push(file);
          lines.push(this.#line(file, file.name, kept));
          continue;
        }
        const line = document.createElement("li");
        line.className = "govuk-error-message";
        line.textContent = this.#say(error instanceof TooLarge ? "vast" : "broken").replace("%name%", file.name);
        lines.push(line);
      }
    }
    this.#chosen = kept;
    this.#hand();
    this.#list.replaceChildren(...lines);
    this.#live.textContent = "";
  }

  #line(file: File, words: string, kept: File[]): HTMLLIElement {
    const line = document.createElement("li");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "bh-link-button";
    drop.textContent = this.#say("drop");
    drop.setAttribute("aria-label", `${this.#say("drop")} ${file.name}`);
    drop.addEventListener("click", () => {
      kept.splice(kept.indexOf(file), 1);
      this.#chosen = kept;
      this.#hand();
      line.remove();
    });
    line.append(words, " ", drop);
    return line;
  }

  /** What is sent is what was made: the control holds it as if it had been chosen so. */
  #hand(): void {
    const held = new DataTransfer();
    for (const file of this.#chosen) held.items.add(file);
    this.input.files = held.files;
    this.input.dispatchEvent(new CustomEvent("bh-pictures", { bubbles: true }));
  }

  #forget(): void {
    this.#chosen = [];
    this.#list.replaceChildren();
    this.#live.textContent = "";
  }

  /** A form that is sent while a picture is being made waits for it, and is then sent by the same button. */
  #hold(event: SubmitEvent): void {
    if (this.#busy === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { form } = this.input;
    void this.#work.then(() => form?.requestSubmit(event.submitter ?? undefined));
  }

  /** Where the form asks for a place, the picture's own is offered; it is taken only when that is pressed. */
  #offer(position: Position): void {
    const place = this.input.form?.querySelector<HTMLElement>("[data-place]");
    place?.dispatchEvent(new CustomEvent<Position>("bh-position", { detail: position }));
  }

  #say(what: string): string {
    return this.input.dataset[`${what}Words`] ?? "";
  }
}
