// Open data: somebody takes a file along and finds it to be what the page and the log say.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";

export default [
  {
    name: "somebody takes the open data along and checks a file against the log",
    walk: async ({ page, look }) => {
      await page.goto("/record");
      await page.locator("main a[href='/open-data']").click();
      await page.waitForURL("**/open-data");
      await look("open-data");
      const text = await page.locator("main").innerText();
      for (const name of ["figures.csv", "promises.json", "matters.csv", "dictionary.json"]) {
        const href = await page.locator(`main a[href^='/open-data/${name}']`).getAttribute("href");
        const answer = await page.request.get(href);
        assert.equal(answer.status(), 200, name);
        const hash = createHash("sha256").update(await answer.body()).digest("hex");
        assert.ok(text.includes(hash), `${name} has the fingerprint that the page shows`);
      }
      const proof = await (await page.request.get(await page.locator("main a[href^='/open-data/edition.json']").getAttribute("href"))).json();
      const leaf = createHash("sha256").update(Buffer.concat([Buffer.from([0]), Buffer.from(proof.record)])).digest("hex");
      assert.equal(leaf, proof.hash, "the record is its leaf in the log");
      await page.locator("main details summary").first().click();
      await look("open-data-columns");
    },
  },
];
