// Telephone and identity numbers take their groups when one leaves the field: digits of an input method's full width are
// made narrow and "+86" goes. The server reads every way of typing, so without script nothing is lost.

/** What a number reads like in groups; anything that is no such number stays as it was typed. */
export function inGroups(kind: string, typed: string): string {
  const narrow = typed.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const bare = narrow.replace(/[\s\-()‐-―​-‏‪-‮﻿]/g, "").replace(/^(\+86|0086)/, "").toUpperCase();
  if (kind === "phone" && /^1\d{10}$/.test(bare)) return bare.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1 $2 $3");
  if (kind === "identity-number" && /^\d{17}[\dX]$/.test(bare)) return bare.replace(/^(.{6})(.{8})(.{4})$/, "$1 $2 $3");
  return typed;
}

/** Groups every `[data-number]` when one leaves it. */
export function groupNumbers(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-number]")) {
    field.addEventListener("blur", () => {
      field.value = inGroups(field.dataset["number"] ?? "", field.value);
    });
  }
}
