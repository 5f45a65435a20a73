import { assert, assertEquals } from "@std/assert";
import { MAX_RULES_BYTES } from "../../../server/limits.ts";
import type { Member } from "../../../server/chat/member.ts";
import type { Rules } from "../../../server/chat/rules.ts";
import { rulesDiff } from "../../../server/chat/rules_diff.ts";
import { SharedRules } from "../../../server/chat/shared_rules.ts";
import type { HeldRules, RulesAnswer } from "../../../server/storage/journal.ts";
import { Chance } from "../../e2e/support/chance.ts";

function someone(session: number): Member {
  return { nick: `m${session}`, session } as Member;
}

const ANN = someone(1);
const BOB = someone(2);

/** What several servers share: the newest rules alone, and each server's place in the log. */
class Held {
  held: HeldRules = { rules: null, pos: 0 };
  readonly log: HeldRules[] = [];

  set(rules: object | null, from: number): RulesAnswer {
    const isDone = from === this.held.pos;
    if (isDone) this.put(rules);
    return { isDone, ...this.held };
  }

  put(rules: object | null): void {
    this.held = { rules: structuredClone(rules), pos: this.held.pos + 1 };
    this.log.push(this.held);
  }
}

/** A server with its rules; answers come when a test lets them come. */
class Node {
  readonly rules: SharedRules;
  /** What was asked for and is not answered. */
  readonly asked: (() => void)[] = [];
  readonly changes: string[] = [];
  readonly failures: Error[] = [];
  failure: Error | undefined;
  #followed = 0;
  readonly #held: Held;
  readonly gone = new Set<Member>();

  constructor(held: Held) {
    this.#held = held;
    this.rules = new SharedRules({
      held: held.held,
      since: 1,
      ready: () => Promise.resolve(),
      ask: (rules, from) =>
        new Promise((resolve, reject) => {
          this.asked.push(() => {
            if (this.failure !== undefined) return reject(this.failure);
            resolve(held.set(rules, from));
          });
        }),
      isHere: (member) => !this.gone.has(member),
      changed: (before, after, by) => {
        for (
          const { on, rule, param = "" } of rulesDiff(before, after, (session) => `m${session}`)
        ) {
          this.changes.push(`${by}:${on ? "+" : "-"}${rule} ${param}`);
        }
      },
      failed: (cause) => void this.failures.push(cause),
    });
  }

  /** Takes the next entry of the log; false when it has all. */
  follow(): boolean {
    const next = this.#held.log[this.#followed];
    if (next === undefined) return false;
    this.#followed++;
    this.rules.ruled(next);
    return true;
  }

  get state() {
    const { by: _by, ...state } = this.rules.seen.state as unknown as Record<string, unknown>;
    return state;
  }
}

async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

async function drain(nodes: readonly Node[]): Promise<void> {
  for (let isBusy = true; isBusy;) {
    await turn();
    isBusy = false;
    for (const node of nodes) {
      const answer = node.asked.shift();
      answer?.();
      isBusy = node.follow() || answer !== undefined || isBusy;
    }
  }
}

Deno.test("SharedRules hold here at once, and at the others when they are agreed", async () => {
  const held = new Held();
  const [one, two] = [new Node(held), new Node(held)];
  one.rules.decide(ANN, (rules) => rules.operators.add(ANN));
  one.rules.decide(ANN, (rules) => void (rules.key = "sesame"));
  assertEquals([one.rules.seen.key, two.rules.seen.key], ["sesame", undefined]);
  let isAgreed = false;
  void one.rules.agreed().then(() => isAgreed = true);
  await turn();
  assert(!isAgreed);
  await drain([one, two]);
  assert(isAgreed);
  assertEquals([two.rules.seen.key, two.rules.seen.operators.has(ANN)], ["sesame", true]);
  assertEquals(held.log.length, 1, "both were asked for together");
  assertEquals(two.changes, ["m1:+operators m1", "m1:+key sesame"]);
  assertEquals(one.changes, [], "what was decided here was seen here already");
});

Deno.test("SharedRules of two servers that decide at once become the same, and each is told what differs", async () => {
  const held = new Held();
  const [one, two] = [new Node(held), new Node(held)];
  const found = (member: Member) => (rules: Rules) =>
    rules.operators.size === 0 && rules.operators.add(member);
  one.rules.decide(ANN, found(ANN));
  two.rules.decide(BOB, found(BOB));
  two.rules.decide(BOB, (rules) => void (rules.limit = 5));
  await drain([one, two]);
  for (const node of [one, two]) {
    assertEquals(node.state, one.state);
    assert(node.rules.seen.operators.has(ANN), "who was first is the one");
    assert(!node.rules.seen.operators.has(BOB));
    assertEquals(node.rules.seen.limit, 5);
  }
  assertEquals(one.changes, ["m2:+limit 5"]);
  assertEquals(two.changes, ["m1:-operators m2", "m1:+operators m1"]);
});

Deno.test("SharedRules forget what those had decided who have left, when the room was empty", async () => {
  const held = new Held();
  const node = new Node(held);
  node.rules.decide(ANN, (rules) => rules.flags.add("moderated"));
  node.gone.add(ANN);
  held.put(null);
  node.follow();
  assert(!node.rules.seen.flags.has("moderated"));
  node.rules.decide(BOB, (rules) => rules.operators.add(BOB));
  await drain([node]);
  assertEquals([node.rules.seen.flags.has("moderated"), node.rules.seen.operators.has(BOB)], [
    false,
    true,
  ]);
});

Deno.test("SharedRules take back what cannot be kept, and say so", async () => {
  const held = new Held();
  const node = new Node(held);
  node.failure = new Error("refused");
  node.rules.decide(ANN, (rules) => rules.flags.add("moderated"));
  await drain([node]);
  assert(!node.rules.seen.flags.has("moderated"));
  assertEquals(node.failures, [node.failure]);
  assertEquals(node.changes, [":-moderated "]);
});

Deno.test("SharedRules have a bound: what passes it is not decided", async () => {
  const held = new Held();
  const node = new Node(held);
  const add = (length: number) => (rules: Rules) =>
    rules.bans.add({ mask: `${"x".repeat(length)}!*@*`, by: "m1", at: 0 });
  const bytes = () => new TextEncoder().encode(JSON.stringify(node.rules.seen.state)).length;
  assertEquals(node.rules.decide(ANN, add(1)), "done");
  const perMask = bytes();
  node.rules.decide(ANN, add(2));
  const room = MAX_RULES_BYTES - bytes() - (bytes() - perMask - 2);
  assertEquals(node.rules.decide(ANN, add(room + 1)), undefined);
  assertEquals(node.rules.seen.bans.all.length, 2);
  assertEquals(node.rules.decide(ANN, add(room)), "done");
  assertEquals(bytes(), MAX_RULES_BYTES);
  await drain([node]);
  assertEquals(node.rules.seen.bans.all.length, 3);
});

Deno.test("SharedRules of three servers: whatever is decided in whatever order, all come to the same", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const chance = new Chance(seed);
    const held = new Held();
    const nodes = [new Node(held), new Node(held), new Node(held)];
    for (let step = 0; step < 40; step++) {
      const node = nodes[chance.below(3)]!;
      const member = someone(1 + chance.below(4));
      const acts: ((rules: Rules) => unknown)[] = [
        (rules) => rules.operators.add(member),
        (rules) => rules.operators.delete(member),
        (rules) => rules.flags.add("moderated"),
        (rules) => rules.flags.delete("moderated"),
        (rules) => void (rules.key = member.nick),
        (rules) => rules.bans.add({ mask: `${member.nick}!*@*`, by: "x", at: step }),
        (rules) => rules.bans.remove(`${member.nick}!*@*`),
        (rules) => rules.invite(member),
        (rules) => rules.entered(member),
      ];
      const what = chance.below(acts.length + 4);
      if (what < acts.length) node.rules.decide(member, acts[what]!);
      else if (what === acts.length) held.put(null);
      else if (what === acts.length + 1) node.asked.shift()?.();
      else node.follow();
      if (chance.below(2) === 0) await turn();
    }
    await drain(nodes);
    for (const node of nodes) assertEquals(node.state, nodes[0]!.state, `seed ${seed}`);
  }
});
