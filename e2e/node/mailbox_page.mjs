// Opens the mailbox of development in Chromium.
//
// {executable, url, text} -> {heading, language, visible, text, problems}

import { launch } from "./browser/launch.mjs";
import { answer } from "./exchange.mjs";

await answer(async ({ executable, url, text }) => {
  const browser = await launch(executable);
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on("console", (message) => {
      if (message.location().url.endsWith("/favicon.ico")) return;
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(url);
    return {
      heading: await page.getByRole("heading").first().innerText(),
      language: await page.locator("html").getAttribute("lang"),
      visible: await page.getByText(text).first().isVisible(),
      text: await page.locator("body").innerText(),
      problems,
    };
  } finally {
    await browser.close();
  }
});
