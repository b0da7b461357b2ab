// A point for a place: from the phone's own position, asked for only when that is pressed, or from a picture. It goes
// nowhere but into the form's own hidden fields. Without script the lists and the address do the same work.
import type { Position } from "./exif";

/** Takes care of every `[data-place]`: the group of controls that asks for one place. */
export function pointedPlaces(): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-place]")) new Pointer(place);
}

class Pointer {
  readonly #told = document.createElement("p");
  readonly #buttons = document.createElement("div");

  constructor(readonly place: HTMLElement) {
    this.#told.className = "govuk-body bh-point";
    this.#told.setAttribute("role", "status");
    this.#buttons.className = "bh-point__buttons";
    const here = place.querySelector(".govuk-form-group") ?? place.lastElementChild;
    here?.before(this.#told, this.#buttons);
    if ("geolocation" in navigator && this.#say("here")) this.#button(this.#say("here"), () => this.#locate());
    place.addEventListener("bh-position", (event) => this.#offer((event as CustomEvent<Position>).detail));
    if (this.#axis("lon")?.value) this.#tell();
  }

  #axis(axis: "lon" | "lat"): HTMLInputElement | null {
    return this.place.querySelector<HTMLInputElement>(`input[name="${this.place.dataset["place"] ?? ""}-${axis}"]`);
  }

  #locate(): void {
    this.#told.textContent = this.#say("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#set({ lon: coords.longitude, lat: coords.latitude }),
      () => (this.#told.textContent = this.#say("nowhere")),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
    );
  }

  /** "用照片里的位置？": nothing is taken before it is pressed. */
  #offer(position: Position): void {
    this.#buttons.querySelector(".bh-point__offer")?.remove();
    const button = this.#button(`${this.#say("picture")} ${written(position)}`, () => {
      this.#set(position);
      button.remove();
    });
    button.classList.add("bh-point__offer");
  }

  #set({ lon, lat }: Position): void {
    const [x, y] = [this.#axis("lon"), this.#axis("lat")];
    if (!x || !y) return;
    x.value = lon.toFixed(6);
    y.value = lat.toFixed(6);
    this.#tell();
  }

  #tell(): void {
    const [lon, lat] = [Number(this.#axis("lon")?.value), Number(this.#axis("lat")?.value)];
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "bh-link-button";
    clear.textContent = this.#say("clear");
    clear.addEventListener("click", () => {
      for (const axis of ["lon", "lat"] as const) {
        const field = this.#axis(axis);
        if (field) field.value = "";
      }
      this.#told.replaceChildren();
    });
    this.#told.replaceChildren(`${this.#say("set")} ${written({ lon, lat })} `, clear);
  }

  #button(words: string, pressed: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = words;
    button.addEventListener("click", pressed);
    this.#buttons.append(button);
    return button;
  }

  #say(what: string): string {
    return this.place.dataset[`${what}Words`] ?? "";
  }
}

const written = ({ lon, lat }: Position): string => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
