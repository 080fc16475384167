// A site that serves one page on every host name of this machine.

import { createServer } from "node:http";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HTML = `<!doctype html><html lang="en"><title>App</title><h1>App</h1>
<script src="/page.js"></script></html>`;

// The bundle, as an app's build would make it.
async function bundle() {
  const made = await build({
    entryPoints: [fileURLToPath(new URL("page.mjs", import.meta.url))],
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    // Amplify's dependencies ask for Node's `global`.
    define: { global: "globalThis" },
    write: false,
  });
  return made.outputFiles[0].contents;
}

// A careful app's: nothing but its own script, and Cognate.
const POLICY = "default-src 'none'; script-src 'self'; connect-src http://127.0.0.1:*";

// Its port.
export async function serve() {
  const script = await bundle();
  const server = createServer((request, response) => {
    if (request.url === "/page.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    } else {
      const headers = { "content-type": "text/html", "content-security-policy": POLICY };
      response.writeHead(200, headers).end(HTML);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return server.address().port;
}
