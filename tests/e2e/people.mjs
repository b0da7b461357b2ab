// What the demonstration's people do in every journey.

/** Signs in by password at the page that the person wants. */
export async function signIn(page, user, to = "/desk") {
  await page.goto(to);
  await page.locator("#user").fill(user);
  await page.locator("#password").fill(`demo-${user}`);
  await page.locator("main button[type=submit]").click();
  await page.waitForURL(`**${to}`);
}

/** Leaves, so that the next person can sign in; a phone first forgets what it kept, so the way out may take a moment. */
export async function signOut(page) {
  await Promise.all([page.waitForURL((url) => url.pathname === "/"), page.locator("form[action='/sign-out'] button").click()]);
}
