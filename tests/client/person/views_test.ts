import { viewSuite } from "./view_suite.ts";

viewSuite("the screen mode", { facts: { term: "xterm-256color" }, enter: "\r", erase: "\x15" });
viewSuite("the line mode", { facts: { term: "dumb" }, enter: "\n", erase: "" });
