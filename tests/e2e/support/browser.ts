/** A real browser with the page in it: Debian's chromium, driven by puppeteer. */

import puppeteer, {
  type Browser,
  type BrowserContext,
  type KeyInput,
  type LaunchOptions,
  type Page,
} from "puppeteer-core";
import { DEADLINE_MS } from "../../support/condition.ts";
import { missingPrograms } from "../../support/missing.ts";
import { tempFolder } from "./temp.ts";

/** What a tab is opened with. */
export interface TabOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Colours are the system's alone. */
  readonly forcedColours?: boolean;
  /** Fingers are used. */
  readonly touch?: boolean;
  /** The language of the browser. */
  readonly language?: string;
  readonly room?: string;
}

/** A running browser. */
export class TestBrowser implements AsyncDisposable {
  readonly browser: Browser;
  readonly #cleanup: AsyncDisposableStack;

  private constructor(browser: Browser, cleanup: AsyncDisposableStack) {
    this.browser = browser;
    this.#cleanup = cleanup;
  }

  static async start(options: Partial<LaunchOptions> = {}): Promise<TestBrowser> {
    await using cleanup = new AsyncDisposableStack();
    const profile = cleanup.use(await tempFolder());
    const browser = await puppeteer.launch({
      executablePath: "/usr/bin/chromium",
      userDataDir: profile.path,
      // Chromium's own sandbox does not run as root
      args: ["--no-sandbox", "--disable-gpu", "--lang=en", "--disable-dev-shm-usage"],
      env: { HOME: profile.path, LANG: "en_US.UTF-8", PATH: Deno.env.get("PATH") },
      ...options,
    });
    cleanup.defer(() => browser.close());
    return new TestBrowser(browser, cleanup.move());
  }

  /** Opens the page of a server in a new tab. */
  open(address: { hostname: string; port: number }, options: TabOptions = {}): Promise<Tab> {
    return openTab(this.browser.defaultBrowserContext(), address, options);
  }

  /** A profile of its own: it shares no storage with others. */
  async profile(): Promise<Profile> {
    return new Profile(await this.browser.createBrowserContext());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cleanup.disposeAsync();
  }
}

/** A person's tabs and what they keep. */
export class Profile implements AsyncDisposable {
  readonly context: BrowserContext;

  constructor(context: BrowserContext) {
    this.context = context;
  }

  /** Opens the page of a server in a new tab. */
  open(address: { hostname: string; port: number }, options: TabOptions = {}): Promise<Tab> {
    return openTab(this.context, address, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}

async function openTab(
  context: BrowserContext,
  { hostname, port }: { hostname: string; port: number },
  options: TabOptions,
): Promise<Tab> {
  const page = await context.newPage();
  page.setDefaultTimeout(DEADLINE_MS);
  const { width = 1280, height = 800, touch = false, language, room = "" } = options;
  await page.setViewport({ width, height, isMobile: touch, hasTouch: touch });
  await emulateMedia(page, options);
  if (language !== undefined) {
    await page.evaluateOnNewDocument(
      `Object.defineProperty(navigator, "languages", { value: [${JSON.stringify(language)}] })`,
    );
  }
  const tab = new Tab(page);
  await page.goto(`http://${hostname}:${port}/${room && `#${room}`}`);
  return tab;
}

/** Gives the tab the colours of a system. The session stays open: they end with it. */
async function emulateMedia(
  page: Page,
  { dark = false, forcedColours = false }: TabOptions,
): Promise<void> {
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "forced-colors", value: forcedColours ? "active" : "none" },
    ],
  });
}

/** So much of the page a failure shows: its end has the field, the banner and the last messages. */
const SHOWN_CHARS = 1_500;

/** The page in a tab. */
export class Tab {
  readonly page: Page;
  /** What the page reported to the console, and errors. */
  readonly console: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.console.push(`error: ${error}`));
  }

  /** Gives the nickname and resolves when one can talk. */
  async enter(nick: string): Promise<this> {
    await this.page.waitForSelector("#answer");
    await this.page.$eval("#answer", (field) => (field as { value?: string }).value = "");
    await this.page.type("#answer", nick);
    await this.page.keyboard.press("Enter");
    return await this.live();
  }

  /** Resolves when one can talk. */
  async live(): Promise<this> {
    await this.page.waitForSelector("textarea");
    await this.until("the banner is empty", `document.querySelector(".banner.empty") !== null`);
    return this;
  }

  /** Presses a key; names as in puppeteer, such as `ArrowUp`. */
  async press(key: KeyInput, ...held: KeyInput[]): Promise<void> {
    const { keyboard } = this.page;
    for (const each of held) await keyboard.down(each);
    await keyboard.press(key);
    for (const each of held) await keyboard.up(each);
  }

  /** What stands in the field. */
  get draft(): Promise<string> {
    return this.read(`document.querySelector("textarea").value`);
  }

  /** Opens this tab once more, as "duplicate" of a browser does: with a copy of its session. */
  async duplicate(): Promise<Tab> {
    const { promise, resolve } = Promise.withResolvers<Page>();
    this.page.once("popup", (page) => resolve(page!));
    await this.read("void open(location.href)");
    const page = await withDeadline(promise, "a new tab");
    page.setDefaultTimeout(DEADLINE_MS);
    return new Tab(page);
  }

  /** Types a text and sends it. */
  async say(text: string): Promise<void> {
    await this.page.focus("textarea");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** Resolves when an expression in the page is true. */
  async until(what: string, expression: string, timeout = DEADLINE_MS): Promise<void> {
    try {
      await this.page.waitForFunction(expression, { timeout, polling: 50 });
    } catch (cause) {
      const text = (await this.text()).slice(-SHOWN_CHARS);
      throw new Error(`Waited for ${what}; the page says:\n${text}\n${this.console.join("\n")}`, {
        cause,
      });
    }
  }

  /** Resolves when the page shows this text. */
  async shows(text: string): Promise<void> {
    await this.until(
      JSON.stringify(text),
      `document.body.innerText.includes(${JSON.stringify(text)})`,
    );
  }

  /** Resolves when the log ends with this text: what is on its way stands below the log. */
  async endsWith(text: string): Promise<void> {
    await this.until(
      `${JSON.stringify(text)} at the end`,
      `[...document.querySelectorAll("article .text")].at(-1)?.textContent === ${
        JSON.stringify(text)
      }`,
    );
  }

  /** What the page shows. */
  async text(): Promise<string> {
    return await this.read<string>("document.body.innerText");
  }

  /** The value of an expression in the page. A page that hangs is an error, not an endless wait. */
  read<T>(expression: string): Promise<T> {
    return withDeadline(this.page.evaluate(expression) as Promise<T>, expression);
  }

  /** The texts of the messages that the page has, in order. */
  async texts(): Promise<string[]> {
    return await this.read<string[]>(
      `[...document.querySelectorAll("article .text")].map((text) => text.textContent)`,
    );
  }
}

async function withDeadline<T>(value: Promise<T>, what: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`Waited for ${what}: not within ${DEADLINE_MS} ms`)),
    DEADLINE_MS,
  );
  try {
    return await Promise.race([value, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tests in one browser, one after another; each has a profile of its own. */
export function browserTest(
  name: string,
  cases: Readonly<Record<string, (profile: Profile) => Promise<void>>>,
  options: Partial<LaunchOptions> = {},
): void {
  Deno.test({
    ...needsBrowser(),
    name,
    async fn(t) {
      await using browser = await TestBrowser.start(options);
      for (const [each, run] of Object.entries(cases)) {
        await t.step(each, async () => {
          await using profile = await browser.profile();
          await run(profile);
        });
      }
    },
  });
}

/** For a test that needs the browser. */
export function needsBrowser(): { ignore: boolean } {
  const missing = missingPrograms(["chromium"], Deno.env.get("PATH") ?? "");
  if (missing.length === 0) return { ignore: false };
  if (Deno.env.get("CI") === "true" && Deno.build.os === "linux") {
    throw new Error("Tests cannot be ignored in CI, and there is no chromium");
  }
  console.warn("Tests ignored: this machine has no chromium");
  return { ignore: true };
}
