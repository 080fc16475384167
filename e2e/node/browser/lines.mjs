// Pages in headless Chromium: one request per line of stdin, one answer per line of stdout.
//
// first {executable} -> {port}
// then {page, do: "$open", host, endpoint, pool, client} -> {ok}     a profile of its own
//      {page, do: "$reload" | "$close"} -> {ok}                      $close tells the problems seen
//      {page, do: "$authenticator", method, ...parameters} -> {ok}   a command of CDP's WebAuthn
//      {page, do, ...arguments} -> {ok} | {error: {name, message}}   as page.mjs says

import { createInterface } from "node:readline";
import { launch } from "./launch.mjs";
import { serve } from "./site.mjs";

// Longer than any step takes on a slow machine; without it a stuck page would stick the tests.
const SECONDS = 60;

// Touches and unlocks itself, as if somebody were there.
const AUTHENTICATOR = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

let browser;
let port;
const pages = new Map();

async function begin({ executable }) {
  port = await serve();
  browser = await launch(executable);
  return { port };
}

async function open({ page: name, host, ...configuration }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    // Refusals are expected, and an icon that is not there; a policy or another origin is not.
    const text = message.text();
    if (message.type() === "error" && !text.startsWith("Failed to load resource: the server"))
      problems.push(text);
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = { options: AUTHENTICATOR };
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", options);
  const opened = { context, page, problems, devtools, authenticatorId, configuration };
  pages.set(name, opened);
  await page.goto(`http://${host}:${port}/`);
  await page.evaluate((given) => cognate.open(given), configuration);
  return null;
}

const commands = {
  $open: open,
  $reload: async ({ page: name }) => {
    const { page, configuration } = pages.get(name);
    await page.reload();
    await page.evaluate((given) => cognate.open(given), configuration);
    return null;
  },
  $authenticator: async ({ page: name, do: _, method, ...parameters }) => {
    const { devtools, authenticatorId } = pages.get(name);
    return await devtools.send(`WebAuthn.${method}`, { authenticatorId, ...parameters });
  },
  $close: async ({ page: name }) => {
    const { context, problems } = pages.get(name);
    pages.delete(name);
    await context.close();
    return problems;
  },
};

async function step(request) {
  const command = commands[request.do];
  if (command) return { ok: await command(request) };
  const { page: name, ...given } = request;
  return await pages.get(name).page.evaluate((it) => cognate.step(it), given);
}

function inTime(work, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${SECONDS} s`)), SECONDS * 1000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const work = request.executable ? begin(request) : step(request);
  const reply = await inTime(work, request.do ?? "start");
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await browser?.close();
