// A form of the page as the API's JSON: what the server's own reading does for forms that are sent without script.

/** A field as the page describes it, in `data-fields` of its form. */
export interface Field {
  name: string;
  /** The name of its control, or of the first part of it. */
  control: string;
  kind: string;
  many: boolean;
  required: boolean;
  title: string;
}

export interface Shape {
  values: Record<string, unknown>;
  typed: [string, string][];
  files: { field: string; file: File }[];
  /** The titles of required fields that are empty. */
  missing: string[];
}

/** The offset in which people here write times. */
const OFFSET = "+08:00";

export function shape(form: HTMLFormElement, fields: Field[]): Shape {
  const sent = new FormData(form);
  const read: Shape = { values: {}, typed: [], files: [], missing: [] };
  for (const field of fields) {
    const value = field.kind === "file" ? files(field, sent, read) : valueOf(field, sent);
    if (value !== undefined) read.values[field.name] = value;
    const there = value !== undefined || read.files.some((file) => file.field === field.name);
    if (field.required && !there) read.missing.push(field.title);
    for (const [name, given] of sent) if (typeof given === "string" && given && isPart(name, field.control)) read.typed.push([name, given]);
  }
  return read;
}

const isPart = (name: string, control: string): boolean => name === control || name.startsWith(`${control}-`);

function files(field: Field, sent: FormData, read: Shape): unknown {
  for (const file of sent.getAll(`${field.control}-new`)) {
    if (file instanceof File && file.size > 0) read.files.push({ field: field.name, file });
  }
  const kept = sent.getAll(field.control).filter((id) => typeof id === "string");
  return kept.length > 0 ? kept : undefined;
}

function valueOf(field: Field, sent: FormData): unknown {
  const part = (name: string): string => String(sent.get(`${field.control}${name}`) ?? "").trim();
  switch (field.kind) {
    case "date": {
      const [year, month, day] = ["-year", "-month", "-day"].map(part);
      return year || month || day ? `${year}-${(month ?? "").padStart(2, "0")}-${(day ?? "").padStart(2, "0")}` : undefined;
    }
    case "time":
      return part("").length === 16 ? `${part("")}:00${OFFSET}` : part("") || undefined;
    case "length":
      return part("-amount") ? `${part("-amount")} ${part("-unit")}` : undefined;
    case "place":
      return place(part);
  }
  if (field.many) {
    const all = field.kind === "text" ? part("").split("\n") : sent.getAll(field.control).map(String);
    const given = all.map((text) => text.trim()).filter((text) => text !== "");
    return given.length > 0 ? given.map((text) => single(field.kind, text)) : undefined;
  }
  return part("") ? single(field.kind, part("")) : undefined;
}

function single(kind: string, text: string): unknown {
  if (kind === "boolean" && (text === "true" || text === "false")) return text === "true";
  if (kind === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  return text;
}

function place(part: (name: string) => string): unknown {
  const found: Record<string, unknown> = {};
  for (const name of ["unit", "address"]) if (part(`-${name}`)) found[name] = part(`-${name}`);
  for (const axis of ["lon", "lat"]) if (part(`-${axis}`)) found[axis] = Number(part(`-${axis}`));
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Types into a form what was typed before. */
export function refill(form: HTMLFormElement, typed: [string, string][]): void {
  for (const [name, value] of typed) {
    for (const control of form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(`[name="${CSS.escape(name)}"]`)) {
      if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) control.checked ||= control.value === value;
      else if (!(control instanceof HTMLInputElement && control.type === "file")) control.value = value;
    }
  }
}
