// Every journey's pictures, nothing counted: `PICTURES=target/pictures node pictures.mjs`.
if (!process.env.PICTURES) throw new Error("say where the pictures go: PICTURES=FOLDER");
await import("./run.mjs");
