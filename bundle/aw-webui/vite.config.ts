// How the page is built, served while developing, and tested.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** `npm run dev` talks to a server in testing mode unless told otherwise, so that real data stays untouched. */
const server = process.env.AW_SERVER ?? "http://127.0.0.1:5666";

/** How the page names its first files. */
function firstFiles(): Plugin {
  let theme = "";
  return {
    name: "first-files",
    apply: "build",
    enforce: "post",
    // Nothing is painted before it: kept by its content's name, it is there without a question to the server.
    buildStart() {
      theme = this.emitFile({ type: "asset", name: "theme.js", source: readFileSync(new URL("./public/theme.js", import.meta.url)) });
    },
    generateBundle(_, files) {
      const page = files["index.html"];
      if (page?.type !== "asset") return;
      page.source = String(page.source)
        .replace("./theme.js", `./${this.getFileName(theme)}`)
        // What asks ahead (src/begin.ts) runs as soon as it is there; a module waits until all of the document was read.
        .replace(/<script type="module"(?= [^>]*\/begin-)/, "$& async");
    },
  };
}

export default defineConfig({
  plugins: [vue(), firstFiles()],
  // Relative addresses: the page works below any path.
  base: "./",
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // Components are written with the composition API only.
  define: { __VUE_OPTIONS_API__: "false" },
  build: {
    target: "es2022",
    // Every file stays a file: inlined data: addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What the first page needs is one file: sixty small ones cost more than what they hold. The rest stays apart.
        codeSplitting: {
          groups: [
            // What is asked before there is a page, see src/begin.ts: it runs while the rest is on its way.
            { name: "begin", test: /[\\/]src[\\/]begin\.ts$/, includeDependenciesRecursively: true, priority: 2 },
            { name: "first", test: /[\\/]src[\\/](main\.ts|pages[\\/]activity[\\/]ActivityPage\.vue)$/, includeDependenciesRecursively: true },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": { target: server, changeOrigin: true, headers: { origin: server } } },
  },
  // How long a test takes says how busy the machine is.
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
