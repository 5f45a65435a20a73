/** What the help says of each command, its arguments, its options and its examples. */

const lang = "language; else that of LC_ALL or LANG";

const clusterPassword = "its first line is the password of the database";
const clusterUnsafe = "use a database without a synchronous standby: messages are then on one disk";

export const commands = {
  serve: {
    about: "Run a chat server. Everyone else joins it with: chat join <ip> <port>",
    args: {},
    flags: {
      host: "address to listen on, or 0.0.0.0",
      port: "port to listen on; 0: a free one",
      tls: "encrypt; a certificate is made if none is given",
      "password-file": "its first line is the password needed to join",
      data: "folder of the log; by default that of this system",
      history: "messages shown to someone who joins",
      keep: "keep the log for 90d, or 10GiB of it; else all",
      announce: "tell this network the name, the port and whether TLS is on",
      "web-port": "accept browsers on this port, such as 8080",
      "irc-port": "accept IRC clients on this port, usually 6667",
      "metrics-port": "serve Prometheus metrics and /healthz on this port of 127.0.0.1",
      lang: "language",
      "log-format": "format of the log on stderr",
      "no-console":
        "read no commands from the terminal; needed to run in the background of a shell",
      cert: "certificate for --tls, PEM, its chain after it; with --key",
      key: "private key of --cert, PEM",
      "max-clients": "clients at once; 0: no limit",
      "per-address": "connections at once from one address, this machine exempt; 0: no limit",
      rate: "messages a second and client; ten times as many at once; 0: no limit",
      sync: "wait for the disk before a message is shown; off is faster and may lose the last ones",
      "server-name": "name by which the server calls itself to IRC clients",
      "oper-file": "operators of the IRC port: lines of a name, a space and a password",
      cluster: "run as one of several servers that share this PostgreSQL database",
      node: "name or address by which clients reach this server of a cluster; by default --host",
      "cluster-password-file": clusterPassword,
      "cluster-unsafe": clusterUnsafe,
      "web-name": "name by which browsers may open --web-port; can be given more than once",
      qr: "show the address of --web-port as a QR code, for phones",
    },
    examples: {
      local: "for this machine alone",
      network: "for the network, encrypted",
    },
  },
  join: {
    about: "Join a chat: a screen at a terminal; in a pipe, each line is a message.",
    args: {
      ip: "address[:port], several of a cluster with commas, or saved name",
      port: "its port, by default 65432",
    },
    flags: {
      nick: "nickname; asked for if absent, needed in a pipe",
      room: "room to enter",
      history: "old messages to show; in a pipe none",
      json: "print everything as JSON, one object per line",
      follow: "in a pipe: stay after its end, reconnect after cuts",
      frames: "for bots: frames of the protocol on stdin and stdout",
      "password-file": "its first line is the server's password",
      pin: "trust only the certificate of this fingerprint",
      "no-color": "no colours",
      lang,
      "no-bell": "no bell when you are mentioned",
      highlight: "words that count as a mention of you, like your nickname",
      notify: "how your terminal shows on the desktop that you are mentioned",
      cache: "file of the last 5 messages, or none; by default in the cache folder of this system",
    },
    examples: {
      terminal: "at a terminal",
      script: "from a script",
    },
  },
  admin: {
    about: "Send commands to the server on this machine: this one, or those on stdin",
    args: {},
    flags: { data: "data folder of the server; by default that of this system", lang },
    examples: {
      who: "list who is here",
      kick: "disconnect someone",
      service: "a server run by systemd",
    },
  },
  cluster: {
    about: "Make (init) or check the PostgreSQL database that several servers share",
    args: { action: "what to do", url: "the database" },
    flags: {
      yes: "init: change the database, in place of printing the SQL",
      restored: "give the rooms new logs, after a backup of the database was restored",
      "cluster-password-file": clusterPassword,
      "cluster-unsafe": clusterUnsafe,
      lang,
    },
    examples: {
      init: "as the owner of the database",
      check: "as the role of the servers",
    },
  },
  help: {
    about: "Explain all options of a command",
    args: { command: "the command" },
    flags: { lang },
    examples: {},
  },
  completions: {
    about: "Print what completes commands and options of chat in a shell",
    args: { shell: "bash, zsh or fish; servers prints the names of saved servers" },
    flags: { lang },
    examples: {
      bash: "in ~/.bashrc; zsh in ~/.zshrc",
      fish: "in ~/.config/fish/config.fish",
    },
  },
  man: {
    about: "Print the manual page",
    args: {},
    flags: { lang },
    examples: { read: "read it" },
  },
};

/** The words of all commands in one language. */
export type CommandPhrases = typeof commands;
