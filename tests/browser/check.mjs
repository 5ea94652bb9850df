// Opens pages in Chromium as their readers do, and lists what is wrong with them.
//
// Arguments: the path of Chromium, then the pages to be checked in every way (axe in the light, in the dark and at
// 320 px, the keyboard, print), then after "--alike" those that have no part which one of these has not: axe looks at each of them too, and its width at 320 px is taken. Prints a line a
// fault; the exit status is 1 if there is any. Nothing but the pages themselves may be asked for.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core");
const [executablePath, ...rest] = process.argv.slice(2);
const border = rest.indexOf("--alike");
const pages = rest.filter((path) => path !== "--alike");
const isAlike = (path) => border >= 0 && rest.indexOf(path) > border;
const faults = [];

const browser = await chromium.launch({
  executablePath,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
  ],
});

async function open(path, options) {
  const context = await browser.newContext(options);
  // A busy machine is slow, not at fault.
  context.setDefaultTimeout(10 * 60 * 1000);
  const page = await context.newPage();
  const fault = (what) => faults.push(`${path}: ${what}`);
  page.on("console", (message) => message.type() === "error" && fault(`console: ${message.text()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) fault(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  return { context, page, fault };
}

// Everything of WCAG 2.2 A and AA that axe knows.
const EVERYTHING = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
async function axeFaults(page, fault, where) {
  // Only what is wrong comes back: to describe all that is right takes most of the time.
  const violations = await page.evaluate(async (runOnly) => {
    const result = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return result.violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]);
  }, EVERYTHING);
  for (const [id, nodes] of violations) fault(`${where}: axe ${id}: ${nodes.join(" | ")}`);
}

// At a width, nothing may make the page itself scroll sideways.
async function widthFaults(page, fault, where) {
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (wide > seen + 1) fault(`${where}: the page is ${wide} px wide on a screen of ${seen}`);
}

// Every link and control is reached by the Tab key, in order, and shows that it is.
async function keyboardFaults(page, fault) {
  const expected = await page.evaluate(() => {
    // What lies folded away in a closed table is not there to be reached.
    const shown = (element) => element.checkVisibility();
    return [...document.querySelectorAll("a[href], summary, button, [tabindex='0']")].filter(shown).length;
  });
  const reached = new Set();
  for (let presses = 0; presses < expected + 5; presses += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      element.dataset.place ??= String(document.querySelectorAll("[data-place]").length);
      const style = getComputedStyle(element);
      return { place: element.dataset.place, outlined: style.outlineStyle !== "none", html: element.outerHTML.slice(0, 120) };
    });
    if (!found) continue;
    if (!found.outlined) fault(`no focus is shown on ${found.html}`);
    reached.add(found.place);
  }
  if (reached.size < expected) fault(`the Tab key reaches ${reached.size} of ${expected} links and controls`);
}

async function check(path) {
  const { context, page, fault } = await open(path, { viewport: { width: 1200, height: 900 } });
  await page.addScriptTag({ path: axe });
  if (!(await page.title())) fault("no title");
  await axeFaults(page, fault, "light");
  if (!isAlike(path)) await moreFaults(page, fault);

  // 320 px is also what 1280 px at 400% zoom comes down to.
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.setViewportSize({ width: 320, height: 640 });
  await widthFaults(page, fault, "320 px");
  if (!isAlike(path)) await axeFaults(page, fault, "320 px");
  await context.close();
}

// By keyboard, in print, and in the dark.
async function moreFaults(page, fault) {
  await keyboardFaults(page, fault);

  await page.emulateMedia({ media: "print" });
  const folded = await page.evaluate(() => {
    const shut = [...document.querySelectorAll("details")].filter((element) => {
      const table = element.querySelector("table");
      return table && !table.checkVisibility();
    });
    return shut.length;
  });
  if (folded) fault(`print: ${folded} tables stay folded`);

  await page.emulateMedia({ media: "screen", colorScheme: "dark" });
  await axeFaults(page, fault, "dark");
}

// Two readers at a time, each taking the next page.
const waiting = pages.values();
const reader = async () => {
  for (const path of waiting) await check(path);
};
await Promise.all([reader(), reader()]);

await browser.close();
faults.sort().forEach((fault) => console.log(fault));
console.log(`${pages.length} pages opened, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
