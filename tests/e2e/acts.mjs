// How whoever works here takes an action on the page of a matter.

/** Unfolds an action of a case page unless it stands open. */
export async function unfold(page, action) {
  const details = page.locator(`details[id^='act-${action}']`);
  if (!(await details.evaluate((e) => e.open))) await details.locator("summary").click();
  return details;
}

/** Takes the action that stands unfolded, and waits until the page says that it is done. */
export async function done(page, form) {
  await form.locator("button[type=submit]").click();
  await page.locator(".govuk-notification-banner--success").waitFor();
}
