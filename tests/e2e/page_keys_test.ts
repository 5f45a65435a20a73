/** The keyboard on the page: what sends, what makes a line, and that nothing eats a draft. */

import { assert, assertEquals } from "@std/assert";
import { browserTest, type Profile, type Tab } from "./support/browser.ts";
import { enter, type Guest } from "./support/guest.ts";
import { startWebServer } from "./support/web.ts";

/** Ann at the page, with the cursor in the field, and bob at a terminal. */
async function meet(profile: Profile, test: (ann: Tab, bob: Guest) => Promise<void>) {
  await using server = await startWebServer();
  await using bob = await enter(server, "bob");
  const ann = await profile.open(server.webAddress);
  await ann.enter("ann");
  await test(ann, bob);
  assertEquals(ann.console, []);
}

browserTest("page: the keyboard", {
  "Enter that ends a composition sends nothing": (profile) =>
    meet(profile, async (ann, bob) => {
      const session = await ann.page.createCDPSession();
      const compose = (text: string) =>
        session.send("Input.imeSetComposition", {
          text,
          selectionStart: text.length,
          selectionEnd: text.length,
        });
      await ann.read(`void addEventListener("keydown", ({ key, keyCode, isComposing }) =>
        (globalThis.pressed ??= []).push([key, keyCode, isComposing]), true)`);
      // an input method that takes the key
      await compose("にほん");
      const taken = { key: "Process", code: "Enter", windowsVirtualKeyCode: 229 };
      await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...taken });
      await session.send("Input.insertText", { text: "日本" });
      assertEquals(await ann.draft, "日本");
      // one that lets it through
      await compose("ご");
      const passed = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 };
      await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...passed });
      await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...passed });
      await session.send("Input.insertText", { text: "語" });
      assertEquals(await ann.read("globalThis.pressed"), [
        ["Process", 229, true],
        ["Enter", 13, true],
      ]);
      assertEquals(await ann.draft, "日本語");
      await ann.press("Enter");
      await bob.next((line) => line.includes("日本語"));
      assertEquals(bob.texts, ["日本語"]);
    }),

  "Shift and Enter make a line; several lines pasted are one message": (profile) =>
    meet(profile, async (ann, bob) => {
      await ann.page.keyboard.type("one");
      await ann.press("Enter", "Shift");
      await ann.page.keyboard.type("two");
      await ann.read(`void document.execCommand("insertText", false, "\\nthree\\nfour")`);
      assertEquals(await ann.draft, "one\ntwo\nthree\nfour");
      await ann.press("Enter");
      assertEquals((await bob.nextFrame("msg")).text, "one\ntwo\nthree\nfour");
      await ann.until("an empty field", `document.querySelector("textarea").value === ""`);
      assertEquals(bob.texts.length, 1);
    }),

  "nothing eats a draft: Escape, a link, another room and back": (profile) =>
    meet(profile, async (ann, bob) => {
      await bob.say("look at http://127.0.0.1:9/there");
      await ann.shows("look at");
      await ann.page.keyboard.type("a long draft");
      for (const key of ["Escape", "Escape", "F1", "PageUp", "PageDown"] as const) {
        await ann.press(key);
      }
      assertEquals(await ann.draft, "a long draft");
      const opened = Promise.withResolvers<void>();
      ann.page.once("popup", () => opened.resolve());
      await ann.page.click("article a");
      await opened.promise;
      await ann.page.bringToFront();
      assertEquals(await ann.draft, "a long draft");
      assertEquals(new URL(ann.page.url()).hash, "#lobby");
      await ann.page.type(".add input", "corner");
      await ann.press("Enter");
      await ann.until("the corner", `document.querySelector("h1").innerText === "#corner"`);
      assertEquals(await ann.draft, "");
      await ann.page.type("textarea", "another");
      await ann.press("ArrowUp", "Alt");
      await ann.until("the lobby", `document.querySelector("h1").innerText === "#lobby"`);
      assertEquals(await ann.draft, "a long draft");
      await ann.press("ArrowDown", "Alt");
      await ann.until("the corner", `document.querySelector("h1").innerText === "#corner"`);
      assertEquals(await ann.draft, "another");
      await bob.settled();
      assertEquals(bob.texts.length, 1);
    }),

  "Up brings the last text back, Tab completes a nickname and else leaves": (profile) =>
    meet(profile, async (ann, bob) => {
      await ann.page.keyboard.type("bo");
      await ann.press("Tab");
      assertEquals(await ann.draft, "bob: ");
      await ann.page.keyboard.type("hello");
      await ann.press("Enter");
      await bob.next((line) => line.includes("bob: hello"));
      await ann.press("ArrowUp");
      assertEquals(await ann.draft, "bob: hello");
      await ann.page.keyboard.type(" again");
      await ann.press("Enter");
      await bob.next((line) => line.includes("bob: hello again"));
      await ann.press("Tab");
      assert(await ann.read(`document.activeElement.tagName !== "TEXTAREA"`));
    }),

  "a refused command stays until one types on, a text that is too long for good": (profile) =>
    meet(profile, async (ann, bob) => {
      await ann.page.keyboard.type("/nonsense with words");
      await ann.press("Enter");
      await ann.shows("/nonsense");
      assertEquals(await ann.draft, "/nonsense with words");
      // what is typed next takes its place: each is refused for itself, and a text is said alone
      await ann.page.keyboard.type("/help me");
      assertEquals(await ann.draft, "/help me");
      await ann.press("Enter");
      await ann.shows("/room ROOM");
      await ann.page.keyboard.type("/nick");
      await ann.press("Enter");
      await ann.shows("Usage: /nick NICK");
      await ann.page.keyboard.type("good day");
      await ann.press("Enter");
      assertEquals((await bob.nextFrame("msg")).text, "good day");
      await ann.read(
        `void document.execCommand("insertText", false, Array(101).fill("x").join("\\n"))`,
      );
      await ann.shows("101 of 100 lines");
      await ann.press("Enter");
      assertEquals((await ann.draft).length, 201);
      assert(await ann.read(`document.querySelector(".send").disabled`));
      await bob.settled();
      assertEquals(bob.texts, ["good day"]);
    }),
});
