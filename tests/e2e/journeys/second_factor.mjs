// The second factor in a real browser: an officer enrols a telephone, signs in with its code, and lays it down with one
// from paper.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { signIn, signOut } from "../people.mjs";

/** Nobody else's walk signs in as this officer. */
const OFFICER = "walker";

/** What a telephone shows for a secret in letters, so many steps from now. */
function code(secret, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

export default [
  {
    name: "an officer enrols a telephone, signs in with its code, and lays it down with one from paper",
    walk: async ({ page, look }) => {
      await signIn(page, OFFICER);
      await page.goto("/desk/notices");
      await page.locator("a[href='/desk/second-factor']").click();
      const secret = await page.locator(".bh-factor__secret").innerText();
      await look("factor-enrol");
      await page.locator("#new").fill("000000");
      await page.locator("main button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      await look("factor-enrol-wrong");
      assert.equal(await page.locator(".bh-factor__secret").innerText(), secret, "the same secret is offered again");
      await page.locator("#new").fill(code(secret));
      await page.locator("main button[type=submit]").click();
      await page.locator(".bh-factor__papers").waitFor();
      const papers = await page.locator(".bh-factor__papers li").allInnerTexts();
      assert.equal(papers.length, 10);
      await look("factor-papers");
      await signOut(page);
      await page.goto("/desk");
      await page.locator("#user").fill(OFFICER);
      await page.locator("#password").fill(`demo-${OFFICER}`);
      await page.locator("main button[type=submit]").click();
      await page.waitForURL("**/sign-in/code?**");
      await look("factor-code");
      await page.locator("#code").fill("000000");
      await page.locator("main button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      await look("factor-code-wrong");
      await page.locator("#code").fill(code(secret, 1));
      await page.locator("main button[type=submit]").click();
      await page.waitForURL("**/desk");
      await page.goto("/desk/second-factor");
      await look("factor-own");
      await page.locator("main summary").click();
      await look("factor-move");
      await page.locator("#code").fill(papers[0]);
      await page.locator("button[value=remove]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await signOut(page);
      await signIn(page, OFFICER);
    },
  },
];
