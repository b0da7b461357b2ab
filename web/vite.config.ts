// Builds the browser's part into files that the program embeds: hashed names, a manifest, a .gz beside each.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** The server sends these bytes as they are, so nothing is compressed while somebody waits. */
export function compressed(): Plugin {
  return {
    name: "compressed",
    writeBundle({ dir }) {
      if (!dir) return;
      for (const name of readdirSync(dir)) {
        if (!/\.(css|js|svg)$/.test(name)) continue;
        writeFileSync(join(dir, `${name}.gz`), gzipSync(readFileSync(join(dir, name)), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  resolve: {
    alias: { "moj-images": resolve(import.meta.dirname, "node_modules/@ministryofjustice/frontend/moj/assets/images") },
  },
  css: {
    // The service navigation carries a media query for Internet Explorer that is no CSS; it is dropped instead of refused.
    lightningcss: { errorRecovery: true },
    preprocessorOptions: {
      scss: { loadPaths: [import.meta.dirname, join(import.meta.dirname, "node_modules")], quietDeps: true },
    },
  },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsDir: "",
    // A data: address would be refused by our Content-Security-Policy.
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: false,
    rollupOptions: {
      input: [
        "src/main.ts",
        "src/styles/main.scss",
        "src/wordmark.svg",
        "src/patrol/patrol.ts",
        "src/styles/patrol.scss",
        "src/patrol/patrol-192.png",
        "src/patrol/patrol-512.png",
        "src/patrol/patrol-maskable.png",
      ],
    },
  },
  plugins: [compressed()],
});
