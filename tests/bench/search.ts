/**
 * Measures a search beside grep, and how long others' messages take meanwhile:
 *
 *   deno run -A tests/bench/search.ts scripts [MIB] [ROUNDS] [LANGUAGE]
 *   deno run -A tests/bench/search.ts others [MIB] [ROUNDS]
 *   deno run -A tests/bench/search.ts cluster [MESSAGES] [ROUNDS]
 *
 * `scripts` makes a log in each of several languages, and looks for a word that its fifth message alone has,
 * from the first `search` to the frame with it, in turns with `tac` and `grep -i -m1`. `others` measures a
 * hundred messages a second, with and without searches one after the other, ROUNDS pairs of turns.
 * `cluster` does both on PostgreSQL: the first search for the word reads all messages, the next ones know where
 * they need not look.
 *
 * @module
 */

import { type Server, startServer } from "../support/process.ts";
import { SEARCH_TALK_MS } from "../../server/limits.ts";
import { pause } from "../support/pause.ts";
import { Cluster } from "../e2e/support/cluster.ts";
import { enter, type Guest } from "../e2e/support/guest.ts";
import { measureDisturbance, quantile } from "./disturbance.ts";

const TEXTS: Readonly<Record<string, readonly [rare: string, text: string]>> = {
  English: [
    "zebra",
    "the server keeps rooms and people talk about weather lunch build machine failed",
  ],
  German: ["Zöllner", "der Müller läuft über die Brücke und hört schöne Geräusche der Straße"],
  Polish: ["źdźbło", "żółw wczoraj był bardzo szczęśliwy ponieważ dostał świeżą sałatę ścieżką"],
  Greek: ["ζέβρας", "ο διακομιστής κρατά τα δωμάτια και οι άνθρωποι μιλούν για τον καιρό ξανά"],
  Russian: ["ёжик", "сервер хранит комнаты и люди говорят о погоде обед сборка опять упала ещё"],
  Chinese: [
    "斑马",
    "服务器，保存房间。 人们谈论天气、午饭！ 机器又坏了， 请有时间的时候看一下？ 谢谢",
  ],
  Korean: ["얼룩말", "서버는 방을 유지하고 사람들은 날씨와 점심에 대해 이야기합니다 감사합니다"],
  Hindi: ["ज़ेबरा", "सर्वर कमरे रखता है और लोग मौसम के बारे में बात करते हैं कृपया देखें धन्यवाद"],
  Thai: ["ม้าลาย", "เซิร์ฟเวอร์ เก็บห้องไว้ และผู้คน พูดคุยเกี่ยวกับ สภาพอากาศ กรุณาดู ขอบคุณ น้ำ"],
  Arabic: ["حمار", "الخادم يحتفظ بالغرف والناس يتحدثون عن الطقس والغداء مرةً أُخرى شكرا"],
  Emoji: ["zebra", "the server 👍 keeps ❤️ rooms 😀 and people 🎉 talk 🇩🇪 about weather ✅ again"],
};

const SEGMENT_BYTES = 64 * 1024 * 1024;
/** Messages that one statement puts into the table. */
const FILLED = 50_000;

/** Makes the log of a lobby, of messages of ten words; the fifth one has the rare word. */
async function makeLog(folder: string, [rare, text]: readonly [string, string], bytes: number) {
  const words = text.split(" ");
  await Deno.mkdir(folder, { recursive: true });
  let file: Deno.FsFile | undefined;
  let [id, inFile, all, seed] = [0, 0, 0, 7];
  const encoder = new TextEncoder();
  while (all < bytes) {
    if (file === undefined || inFile >= SEGMENT_BYTES) {
      file?.close();
      inFile = 0;
      file = await Deno.create(`${folder}/${String(id + 1).padStart(20, "0")}.ndjson`);
    }
    let block = "";
    for (let line = 0; line < 5_000; line++) {
      id++;
      let said = id === 5 ? rare : "";
      for (let word = 0; word < 10; word++) {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
        said += ` ${words[(seed >> 8) % words.length]}`;
      }
      const ts = new Date(1.7e12 + id * 1000).toISOString();
      block += `${
        JSON.stringify({ id, ts, type: "msg", nick: "ann", text: said, cid: `c${id}` })
      }\n`;
    }
    const written = encoder.encode(block);
    await file.write(written);
    inFile += written.length;
    all += written.length;
  }
  file?.close();
}

/** Looks for a word until it is found; resolves with the number of answers. */
async function find(guest: Guest, text: string): Promise<number> {
  let before: number | undefined;
  for (let answers = 1;; answers++) {
    await guest.send({ type: "search", text, ...(before === undefined ? {} : { before }) });
    const found = await guest.nextFrame("found");
    if (found.messages.length > 0 || found.next === undefined) return answers;
    before = found.next;
  }
}

async function grep(folder: string, text: string): Promise<void> {
  const script =
    `for f in $(ls -r "$1"/*.ndjson); do tac "$f" | grep -i -m1 -- "$2" && break; done`;
  const args = ["-c", script, "sh", folder, text];
  await new Deno.Command("sh", { args, env: { LC_ALL: "C.UTF-8" } }).output();
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await act();
  return performance.now() - begin;
}

async function measureScripts(bytes: number, rounds: number, language?: string): Promise<void> {
  for (const [name, text] of Object.entries(TEXTS)) {
    if (language !== undefined && name !== language) continue;
    const data = await Deno.makeTempDir({ prefix: "chat-bench-" });
    const folder = `${data}/rooms/lobby`;
    await makeLog(folder, text, bytes);
    await using server = await startServer({ data });
    await using guest = await enter(server, "bob");
    await pause(SEARCH_TALK_MS); // a search rests while somebody comes or talks
    const before = await resident(server);
    let answers = await find(guest, text[0]);
    await grep(folder, text[0]);
    const [searches, greps]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      searches.push(await timed(async () => answers = await find(guest, text[0])));
      greps.push(await timed(() => grep(folder, text[0])));
    }
    const [search, other] = [quantile(searches, 0.5), quantile(greps, 0.5)];
    const ratios = searches.map((ms, at) => (ms / greps[at]!).toFixed(2)).join(" ");
    console.log(
      `${name}: ${search | 0} ms in ${answers} answers, grep ${other | 0} ms; ${ratios}; ` +
        `server ${before} MiB before, ${await resident(server)} after`,
    );
    await server.process.stop();
    await Deno.remove(data, { recursive: true });
  }
}

/** The memory of a server, in MiB. */
async function resident(server: Server): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${server.process.pid}/status`);
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

async function measureOthers(bytes: number, rounds: number): Promise<void> {
  const data = await Deno.makeTempDir({ prefix: "chat-bench-" });
  await makeLog(`${data}/rooms/lobby`, TEXTS.German!, bytes);
  await using server = await startServer({ data, args: ["--rate", "0"] });
  await measureOthersAt(server, TEXTS.German![0], rounds);
  await server.process.stop();
  await Deno.remove(data, { recursive: true });
}

async function measureOthersAt(server: Server, word: string, pairs: number): Promise<void> {
  await using eve = await enter(server, "eve");
  await find(eve, word);
  await measureDisturbance(server, async () => {
    await find(eve, word);
    await eve.send({ type: "pong", n: 0 });
  }, pairs);
}

async function measureCluster(messages: number, rounds: number): Promise<void> {
  await using cluster = await Cluster.start({ standby: true });
  await using first = await cluster.node("--rate", "0");
  await (await enter(first, "zoe"))[Symbol.asyncDispose]();
  const [rare, text] = TEXTS.German!;
  // ten of 2,000 words a message, the fifth one has the rare word
  const ten = Array(10).fill("w.words[1 + (random() * random() * 1999)::int]").join(" || ' ' || ");
  for (let from = 0; from < messages; from += FILLED) {
    const to = Math.min(messages, from + FILLED);
    await cluster.query(`
      insert into chat.event (room, pos, id, ms, kind, node, seq, session, nick, cid, text)
        select r.room, r.pos + n - ${from}, n, r.ms + n, 'm', 0, 0, 0, 'ann', 'c' || n,
          case when n = 5 then '${rare} ' else '' end || ${ten}
        from chat.room r, generate_series(${from + 1}, ${to}) n, (select array_agg(
          (string_to_array('${text}', ' '))[1 + k % 10] || k / 10) as words
          from generate_series(0, 1999) k) w where r.name = 'lobby';
      update chat.room set pos = pos + ${to - from}, last = ${to}, ms = ms + ${to}
        where name = 'lobby'`);
  }
  await cluster.query("vacuum analyze chat.event");
  await using server = await cluster.node("--rate", "0");
  await using guest = await enter(server, "tom");
  const size = () =>
    cluster.query(`select pg_size_pretty(pg_total_relation_size('chat.event')), count(*),
      pg_size_pretty(pg_total_relation_size('chat.words')) from chat.words`);
  let answers = 0;
  const all = await timed(async () => answers = await find(guest, rare));
  console.log(`first: ${all | 0} ms in ${answers} answers; ${(await size()).trim()}`);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.push(await timed(async () => answers = await find(guest, rare)));
  }
  console.log(`then: ${quantile(times, 0.5) | 0} ms in ${answers} answers`);
  await measureOthersAt(server, rare, rounds);
}

const [what, size = "256", rounds = "5", language] = Deno.args;
if (what === "cluster") await measureCluster(Number(size), Number(rounds));
else {
  const measure = what === "others" ? measureOthers : measureScripts;
  await measure(Number(size) * 1024 * 1024, Number(rounds), language);
}
