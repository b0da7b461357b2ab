// Builds the patrol pages' worker into one file: it stands under an address of its own and loads nothing beside itself.
import { defineConfig } from "vite";
import { compressed } from "./vite.config.ts";

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    assetsDir: "",
    modulePreload: false,
    rollupOptions: { input: "src/patrol/patrol-worker.ts" },
  },
  plugins: [compressed()],
});
