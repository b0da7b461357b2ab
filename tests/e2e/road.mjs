// The road between a phone and the server, as a real connection that can be cut, and that can lose an answer after the
// server has taken the request: what no browser switch can do to a page and its worker alike.
import { connect, createServer } from "node:net";

/** Opens a road to a server; `base` is where the phone finds it. */
export async function road(to) {
  const { hostname, port } = new URL(to);
  const open = new Set();
  const way = { cut: false, lose: null, lost: 0 };
  const server = createServer((phone) => {
    if (way.cut) return phone.destroy();
    const ahead = connect(Number(port), hostname);
    let loses = false;
    const end = () => {
      phone.destroy();
      ahead.destroy();
      open.delete(end);
    };
    open.add(end);
    phone.on("data", (part) => {
      loses ||= way.lose !== null && part.toString("latin1").startsWith(way.lose);
      ahead.write(part);
    });
    ahead.on("data", (part) => {
      if (!loses) return phone.write(part);
      way.lost += 1;
      end();
    });
    for (const side of [phone, ahead]) {
      side.on("error", end);
      side.on("close", end);
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    /** No signal from now on, or a signal again. */
    signal(there) {
      way.cut = !there;
      if (way.cut) for (const end of [...open]) end();
    },
    /** From now on every answer to a request that begins so is lost on its way back; none are, where nothing is named. */
    loseAnswers(to = null) {
      way.lose = to;
    },
    get lost() {
      return way.lost;
    },
    async close() {
      way.cut = true;
      for (const end of [...open]) end();
      await new Promise((done) => server.close(done));
    },
  };
}
