// Opens a confirmation link in Chromium, as a person would, and presses the button.
//
// {executable, link, scripts} -> {opened, done, problems, requests}

import { launch } from "./browser/launch.mjs";
import { answer } from "./exchange.mjs";

const look = async (page, response) => ({
  status: response?.status() ?? null,
  title: await page.title(),
  heading: await page.getByRole("heading", { level: 1 }).innerText(),
  button: await page.getByRole("button").count(),
  language: await page.locator("html").getAttribute("lang"),
});

await answer(async ({ executable, link, scripts }) => {
  const browser = await launch(executable);
  try {
    const context = await browser.newContext({ javaScriptEnabled: scripts });
    const page = await context.newPage();
    const problems = [];
    let requests = 0;
    // Also tells of everything that the content security policy stopped.
    page.on("console", (message) => {
      const { url } = message.location();
      // Browsers ask for the icon on their own.
      if (url.endsWith("/favicon.ico")) return;
      if (message.type() === "error") problems.push(`${message.text()} ${url.split("?")[0]}`);
    });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", () => requests++);
    const opened = await look(page, await page.goto(link));
    const answered = page.waitForNavigation();
    await page.getByRole("button").first().click();
    const done = await look(page, await answered);
    return { opened, done, problems, requests };
  } finally {
    await browser.close();
  }
});
