/** The page in a real browser, beside the other clients. */

import { assertEquals } from "@std/assert";
import { needsBrowser, type Tab, TestBrowser } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { lastingPort } from "./support/port.ts";
import { tempFolder } from "./support/temp.ts";
import { startWebServer } from "./support/web.ts";

Deno.test({
  ...needsBrowser(),
  name: "page: a person gives a nickname, talks, and reads what others say",
  async fn() {
    await using server = await startWebServer();
    await using bob = await enter(server, "bob");
    await using browser = await TestBrowser.start();
    const tab = await browser.open(server.webAddress);
    await tab.enter("ann");
    await tab.say("hello from a browser");
    await bob.next((line) => line.includes("hello from a browser"));
    await bob.say("hello from a terminal");
    await tab.shows("hello from a terminal");
    assertEquals(await tab.texts(), ["hello from a browser", "hello from a terminal"]);
    assertEquals(tab.console, []);
  },
});

Deno.test({
  ...needsBrowser(),
  name: "page: nothing of a text or a nickname is ever markup",
  async fn() {
    await using server = await startWebServer();
    const nick = "<img src=x>";
    await using eve = await enter(server, nick);
    await using browser = await TestBrowser.start();
    const tab = await browser.open(server.webAddress);
    await tab.enter("ann");
    const texts = [
      "<script>document.title='owned'</script>",
      "<img src=x onerror=\"document.title='owned'\">",
      'javascript:alert(1) https://a.example/"onmouseover=alert(1)',
      "&lt;b&gt; &#60;i&#62;",
    ];
    for (const text of texts) await eve.say(text);
    await tab.shows("&lt;b&gt;");
    assertEquals(await tab.texts(), texts);
    assertEquals(await tab.read(`document.querySelectorAll("#page img, #page script").length`), 0);
    assertEquals(
      await tab.read(`[...document.querySelectorAll("article a")].map((a) => a.protocol)`),
      ["https:"],
    );
    assertEquals(await tab.page.title(), "#lobby");
    assertEquals(tab.console, []);
  },
});

Deno.test({
  ...needsBrowser(),
  name: "page: the server is killed while one writes: all is kept, sent later, and there once",
  async fn() {
    await using data = await tempFolder();
    const port = lastingPort();
    const args = ["--web-port", String(port)];
    await using browser = await TestBrowser.start();
    let tab: Tab;
    {
      await using server = await startWebServer({ data: data.path, args });
      tab = await browser.open(server.webAddress);
      await tab.enter("ann");
      await tab.say("before");
      await tab.until("the echo", `document.querySelectorAll("article").length === 1`);
      await server.process.stop("SIGKILL");
    }
    await tab.shows("Not connected");
    for (const text of ["one", "two", "three"]) await tab.say(text);
    await tab.page.keyboard.type("a draft");
    await using server = await startWebServer({ data: data.path, args });
    await tab.page.reload();
    await tab.live();
    await tab.until("all lines", `document.querySelectorAll("article").length === 4`);
    assertEquals(await tab.texts(), ["before", "one", "two", "three"]);
    assertEquals(await tab.read(`document.querySelector("textarea").value`), "a draft");
    await using bob = await enter(server, "bob");
    assertEquals(bob.texts, ["before", "one", "two", "three"]);
  },
});
