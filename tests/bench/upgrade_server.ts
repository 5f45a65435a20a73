/**
 * A chat server as one is written with what Deno brings: `Deno.serve`, `upgradeWebSocket`, and a `send`
 * to each member for each message. It speaks enough of the native dialect for the generator, keeps
 * nothing, and knows no bounds. To measure against; no part of the project.
 *
 * @module
 */

const members = new Set<WebSocket>();
let messages = 0;

function handle(socket: WebSocket, text: string): void {
  const { type, nick, cid, ...said } = JSON.parse(text);
  if (type === "hello") {
    names.set(socket, nick);
    members.add(socket);
    socket.send('{"type":"live"}\n');
  } else if (type === "say") {
    const ts = new Date().toISOString();
    const message = { id: ++messages, ts, type: "msg", nick: names.get(socket), ...said, cid };
    const line = `${JSON.stringify(message)}\n`;
    for (const member of members) member.send(line);
  }
}

const names = new WeakMap<WebSocket, string>();

function listening({ hostname, port }: Deno.NetAddr): void {
  console.log(`listening on ${hostname}:${port}`);
}

Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: listening }, (request) => {
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.onopen = () => socket.send("NICKNAME_REQUEST\n");
  socket.onmessage = ({ data }) => handle(socket, data);
  socket.onclose = () => members.delete(socket);
  return response;
});
