// The demonstration's clock, which its keeper moves forward: what must stand before the public for thirty days is walked in a minute.
// Only on a server of one's own (`server: "ahead"`): time that has passed for one journey has passed for all on that server.
import assert from "node:assert/strict";

/** Lets so many days pass; answers the day that it then is, as `2025-06-03`. */
export async function pass(base, days) {
  const sent = new URLSearchParams({ user: "admin", password: "demo-admin", to: "/desk" });
  const entered = await fetch(`${base}/sign-in`, { method: "POST", body: sent, redirect: "manual" });
  const cookie = entered.headers.get("set-cookie").split(";")[0];
  const { proof } = await (await fetch(`${base}/api/v1/me`, { headers: { cookie } })).json();
  const body = JSON.stringify({ advance: days === 0 ? "PT1S" : `P${days}D` });
  const moved = await fetch(`${base}/api/v1/demo/clock`, { method: "POST", headers: { cookie, "content-type": "application/json", "x-csrf-token": proof }, body });
  assert.equal(moved.status, 200, await moved.clone().text());
  return (await moved.json()).now.slice(0, 10);
}
