// Chromium as all tests start it: nothing of its own on the network, and a profile that is empty.

import { chromium } from "playwright-core";

export const launch = (executable) =>
  chromium.launch({
    executablePath: executable,
    args: [
      // Chromium's own sandbox needs rights that root in a container does not have.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
