/**
 * The server's own bounds: the unit is in the name, the reason in the comment. Each head names the files that
 * use the bounds below it. Those of IRC are in `dialects/irc/limits.ts`. What a peer must know is sent to it
 * in `welcome.limits`.
 */

// what holds where an option does not say otherwise
// options.ts

/** Clients at once (`--max-clients`): well under the usual limit of 1,024 to 4,096 open files. */
export const DEFAULT_MAX_CLIENTS = 1024;

/** Connections at once from one address (`--per-address`); loopback is exempt. */
export const DEFAULT_PER_ADDRESS = 64;

/** Messages per second and client (`--rate`): more than a person types, less than a flood. */
export const DEFAULT_RATE_PER_S = 10;

/** Messages shown to someone who joins (`--history`), as the system it descends from did. */
export const DEFAULT_HISTORY = 10;

// the start, and whether the server is well
// serve.ts, start.ts, health.ts

/** How long the start waits for a banner that is stuck: only its order on the terminal is at stake. */
export const ANNOUNCE_PATIENCE_MS = 500;

/** A disk that is busy with one batch for so long hangs: a slow one takes a tenth of it. */
export const DISK_STALL_MS = 5_000;

/** How long a look at the health may take: rooms are tried again for it. */
export const HEALTH_PATIENCE_MS = 1_000;

// answers on the network (--announce)
// announcer.ts

/** How often a server answers those who look for one: everybody hears each answer. */
export const ANSWER_SPACING_MS = 250;

// accepting, refusing and stopping
// net/listener.ts, net/refused_sockets.ts

/** How long nothing is accepted after an accept that failed: a lasting failure costs little then. */
export const ACCEPT_RETRY_MS = 100;

/** How often deadlines are looked at: one timer for all connections, not one for each. */
export const SWEEP_MS = 1_000;

/** A server told to stop has written everything and gone after this long. */
export const SHUTDOWN_MS = 4_000;

/** Refused clients that are told why at the same time: beyond that the oldest is closed at once. */
export const MAX_REFUSALS = 64;

/** What is read of a refused client, so that it sees why: whatever it sends first, and no more. */
export const MAX_REFUSED_BYTES = 16 * 1024;

// how long a client may be silent or take nothing
// net/deadlines.ts

/** How long a new connection may take to say who it is: a person has to type a nickname. */
export const HELLO_TIMEOUT_MS = 120_000;

/** A native client silent for this long is sent a `ping`. */
export const PING_AFTER_MS = 30_000;

/** A native client silent for this long after the `ping` is cut: a dead peer without a FIN. */
export const PING_TIMEOUT_MS = 20_000;

/** How long one write may make no progress before the peer counts as dead. */
export const WRITE_STALL_MS = 60_000;

// one connection, and its end
// net/connection.ts

/** How long a client may take for the TLS handshake: some round trips, on a bad line too. */
export const HANDSHAKE_TIMEOUT_MS = 15_000;

/** Unsent output a member may have before it is told `slow` and cut. */
export const MAX_LAG_BYTES = 4 * 1024 * 1024;

/** How long a goodbye (`slow`, `shutdown`, `flood`) may take to leave before the socket is shut. */
export const GOODBYE_MS = 2_000;

/** What is still read of a peer after its goodbye, in bytes: it is to see the goodbye, no more. */
export const MAX_UNHEARD_BYTES = 1024 * 1024;

// how fast lines may come, and how many bad ones
// net/throttle.ts, net/intake.ts

/** How many seconds' worth of the rate may come at once: a paste of a hundred lines passes. */
export const RATE_BURST_S = 10;

/**
 * Lines per second that are no messages, such as pings and blank lines, and as many more at once:
 * far more than a client needs, and far less than keeps a server busy.
 */
export const FREE_LINES_PER_S = 1_000;

/** A client held back by the rate for this long without a pause is told so. */
export const FLOOD_WARN_MS = 5_000;

/** A client held back by the rate for this long without a pause is cut. */
export const FLOOD_CUT_MS = 30_000;

/** Lines that are no valid frames before the connection counts as abuse and is cut. */
export const MAX_BAD_LINES = 50;

/** How long nothing more is read after each of them: a client that sends nothing else costs little. */
export const BAD_LINE_PAUSE_MS = 2;

// reading and encrypting
// net/line_reader.ts, net/read_buffer.ts, net/tls_socket.ts

/** How long the lines of one connection may keep the others waiting, in microseconds. */
export const TURN_US = 4_000;

/** The first read buffer of a connection: small, since a pending read holds it. */
export const MIN_READ_BYTES = 512;

/** The largest read buffer, for a connection that fills the smaller ones. */
export const MAX_READ_BYTES = 64 * 1024;

/** Reads in a row that fill an eighth of the buffer at most, before it shrinks. */
export const MAX_SMALL_READS = 8;

/** The most that is encrypted at once: two records of TLS, so that a slow reader's progress is seen. */
export const MAX_TLS_WRITE_BYTES = 32 * 1024;

// requests for the metrics and the health
// net/metrics_server.ts

/** How long a request for the metrics may take, from the connection to the end of the answer. */
export const METRICS_TIMEOUT_MS = 5_000;

/** The longest head of a request for the metrics: those of browsers are shorter. */
export const MAX_METRICS_HEAD_BYTES = 8 * 1024;

/** Requests for the metrics at once: a few programs ask, each some times a minute. */
export const MAX_METRICS_CONNECTIONS = 16;

// browsers
// web/request.ts, web/frames.ts

/** The longest head of an HTTP request: browsers send under 1 KiB, cookies of other programs more. */
export const MAX_HEAD_BYTES = 16 * 1024;

/** Fields in the head of an HTTP request: browsers send about 20. */
export const MAX_HEAD_FIELDS = 100;

/** The most bytes of lines in one WebSocket frame: as much as a segment of a feed holds. */
export const MAX_FRAME_BYTES = 64 * 1024;

// nc and telnet
// dialects/plain.ts, dialects/plain_commands.ts, dialects/telnet.ts

/** In the plain dialect a piece without a line feed is complete after this much silence. */
export const PLAIN_SILENCE_MS = 100;

/** How long a plain piece that ends inside a UTF-8 letter waits for the rest of it. */
export const PLAIN_LETTER_MS = 1_000;

/** How long a plain piece waits for its line end that may become a line of another protocol. */
export const PLAIN_REQUEST_MS = 3_000;

/**
 * A line that comes so soon after a plain client was taken to another room was typed for the room before:
 * nobody reads the sentence about that and answers in less.
 */
export const PLAIN_REMOVED_MS = 1_000;

/** The longest subnegotiation of telnet that is skipped: terminals send some dozen bytes. */
export const MAX_TELNET_SUBNEGOTIATION_BYTES = 1024;

/** Words of the longest nickname: letters and spaces in turn. */
export const MAX_NICK_WORDS = 16;

// what one client asks for and is told
// dialects/native.ts, dialects/native_answers.ts, dialects/native_commands.ts, chat/arrival.ts

/** How many nicknames may be refused before the connection is: a script in a loop ends here. */
export const MAX_HELLO_TRIES = 20;

/** Nicknames in `welcome`: so many of the longest, escaped, fit its line. `who` tells the rest. */
export const MAX_WELCOME_MEMBERS = 60;

/** Nicknames in one `who` line: so many of the longest, escaped, fit it. */
export const MAX_WHO_MEMBERS = 80;

/** Nicknames in one `who` line that also says who is away: all of them twice fit it. */
export const MAX_WHO_MEMBERS_AWAY = MAX_WHO_MEMBERS / 2;

/** Rooms that one session may be in: as many as a person can follow. */
export const MAX_SESSION_ROOMS = 32;

// searches
// dialects/native_commands.ts, dialects/searching.ts, storage/local/search.ts, storage/local/searcher.ts

/** Words of one search: each costs time with each message. */
export const MAX_SEARCH_TERMS = 32;

/** Messages in one answer to a search where no number was named. */
export const DEFAULT_FOUND_MESSAGES = 50;

/** How long one answer to a search may take: a person waits, and others want their turn. */
export const SEARCH_MS = 200;

/** How much of a log one answer to a search may read. */
export const MAX_SEARCH_READ_BYTES = 64 * 1024 * 1024;

/** How much of a log a search reads at once: a millisecond's work, after which others have their turn. */
export const SEARCH_WINDOW_BYTES = 128 * 1024;

/**
 * How long a search rests, as a share of the time it works: a message passes four threads and more, and stood
 * behind the search in each. With a half, p99 of messages is what it is without a search; a rare word
 * takes half as long again.
 */
export const SEARCH_REST_SHARE = 0.5;

// searches while somebody talks
// storage/local/journal.ts

/** Somebody talks when something was stored within this time: else a search does not rest. */
export const SEARCH_TALK_MS = 1_000;

// how searches leave time to others
// storage/pacer.ts

/** The shortest rest: a timer knows no shorter time. */
export const MIN_SEARCH_REST_MS = 1;

/**
 * The longest rest: a piece took long because others were busy, and the search goes on all the same. A rest that
 * took too long saves as much, at most.
 */
export const MAX_SEARCH_REST_MS = 20;

/** How long a search works at once on messages of a database: then others have their turn. */
export const SEARCH_PIECE_MS = 1;

// the thread that searches
// storage/local/search_port.ts

/** Searches that run at once; more wait. Each connection has one at the most. */
export const MAX_SEARCHES = 16;

/** How often the thread that searches may end within this time: then something is wrong with it or the logs. */
export const MAX_SEARCH_THREAD_ENDS = 3;

/** The time for that. */
export const SEARCH_THREAD_ENDS_MS = 60_000;

// the operator
// admin/

/** The longest reason of a kick or a ban, in UTF-8 bytes: it fits an IRC line. */
export const MAX_REASON_BYTES = 200;

/** Connections of `chat admin` at once. */
export const MAX_ADMIN_CONNECTIONS = 16;

/** How long the terminal may take to answer what its status is, when the operator's keyboard is given on. */
export const TERMINAL_STATUS_MS = 500;

/** Bytes taken from the keyboard of the operator at once. */
export const CONSOLE_READ_BYTES = 4_096;

/** Commands of the operator that the arrow keys call back: nobody goes further back key by key. */
export const MAX_CONSOLE_HISTORY_LINES = 200;

/** Silence after ESC that makes it a key of its own: a slow line may cut a sequence in two. */
export const CONSOLE_ESCAPE_SILENCE_MS = 100;

// wrong passwords
// access/password_check.ts, dialects/password_prompt.ts

/** Wrong passwords on one connection before it is cut: a person who knows it needs no more. */
export const MAX_WRONG_PASSWORDS = 5;

/** How long the third wrong password of an address waits to be looked at; each further one twice. */
export const GUESS_DELAY_MIN_MS = 250;

/** The longest such wait: 8,640 guesses a day. */
export const GUESS_DELAY_MAX_MS = 10_000;

/** A wrong password of an address is forgotten in this time. */
export const GUESS_FORGIVEN_MS = 60_000;

/** A guess that would wait longer than this for its turn is not taken at all. */
export const MAX_GUESSES_WAIT_MS = 30_000;

/** Addresses whose wrong passwords are remembered: under a megabyte. */
export const MAX_GUESSERS = 10_000;

// bans, operators, certificates, cloaks
// access/

/** The largest file of bans, operators, a password or a certificate: all bans there may be take a fifth. */
export const MAX_PRIVATE_FILE_BYTES = 1024 * 1024;

/** Bans of a server: each is looked at when somebody comes. */
export const MAX_SERVER_BANS = 1_000;

/** Letters of a cloak: with a thousand people two are alike once in two million times. */
export const MAX_CLOAK_CHARS = 10;

// how many rooms there may be
// chat/rooms.ts, chat/new_rooms.ts, chat/room_list.ts

/** Rooms open at once: each costs a file and some memory. */
export const MAX_ROOMS = 1_024;

/** Rooms that could not be opened and are tried again when somebody asks for the health. */
export const MAX_UNUSABLE_ROOMS = 16;

/** Rooms of which something is kept: their folders take some 80 MB of a disk. */
export const MAX_KEPT_ROOMS = 10_000;

/** New rooms that one client or address may begin at once: as many as one IRC client may be in. */
export const MAX_NEW_ROOMS_AT_ONCE = 100;

/** After how long it may begin one more in the long run. */
export const NEW_ROOM_INTERVAL_MS = 5_000;

/** Addresses whose new rooms are counted: some megabytes. */
export const MAX_ROOM_FOUNDERS = 10_000;

/** Rooms in one answer to `rooms`: a longer list is for a search. */
export const MAX_LISTED_ROOMS = 200;

// old messages
// chat/history.ts, chat/recent.ts

/** The most bytes one `history` or `since` answer holds (at least one message all the same). */
export const MAX_HISTORY_BYTES = 1024 * 1024;

/** Messages a room keeps in memory: for those who join, and to know a `cid` again. */
export const RECENT_MESSAGES = 1_000;

/** The most bytes of those messages kept in memory for those who join. */
export const RECENT_BYTES = 256 * 1024;

// who comes and goes
// chat/presence_fold.ts

/** Joins and leaves a room announces at once in a burst; beyond it they are folded into one line. */
export const PRESENCE_BURST = 20;

/** Joins and leaves a room announces per second in the long run. */
export const PRESENCE_PER_S = 10;

/** How often folded joins and leaves are announced. */
export const PRESENCE_FOLD_MS = 1_000;

// members in rooms
// chat/rooms.ts, chat/seats.ts, chat/masks.ts, chat/rules.ts, chat/shared_rules.ts

/** Bytes of records of one room that wait for the disk, or the database, before members are refused. */
export const MAX_UNWRITTEN_BYTES = 8 * 1024 * 1024;

/** The same of all rooms: one that is flooded leaves the others room. */
export const MAX_UNWRITTEN_TOTAL_BYTES = 64 * 1024 * 1024;

/**
 * For how long the rooms of a session are kept for it after it went on in one of them: the client asks for
 * each, with what it missed, over a bad line too.
 */
export const RESUME_GRACE_MS = 30_000;

/** Bans in a room at the most, and exceptions: each is tried when somebody comes or speaks. */
export const MAX_BANS = 100;

/** Invitations to a room that are kept, where several servers share it: who came to none of them is forgotten. */
export const MAX_INVITED = 100;

/** What may be decided in a room that several servers share, as JSON: each change is written as a whole. */
export const MAX_RULES_BYTES = 16 * 1024;

// how far each session has read
// chat/read_marks.ts, storage/postgres/marks.ts, storage/postgres/retention.ts, saved_state.ts

/** How long a session of a cluster is known that has no nickname: as long as is kept how far it has read. */
export const KEPT_SESSIONS_MS = 30 * 24 * 60 * 60 * 1000;

/** How long it is kept how far a session has read: a month of holidays. */
export const READ_MARKS_MS = 30 * 24 * 60 * 60 * 1000;

/** Sessions of which that is kept: some megabytes. */
export const MAX_READ_SESSIONS = 10_000;

/** Rooms of all sessions together of which that is kept: writing them takes some ten milliseconds. */
export const MAX_READ_MARKS = 100_000;

/** How long a change of that waits for others before all is written. */
export const READ_MARKS_DELAY_MS = 10_000;

/** How long a change of how far somebody has read waits for others, before the other nodes may know of it. */
export const MARKS_WRITTEN_MS = 1_000;

/** The most that is written of that at once: a statement must not take long. */
export const MAX_MARKS_WRITTEN = 500;

/** The largest file of that: a tenth more than the most marks with the longest names take. */
export const MAX_READ_MARKS_BYTES = 32 * 1024 * 1024;

// what IRC clients have seen of the rooms that they left
// saved_state.ts

/** How long a change of that waits for others before all is written: a crash may come soon. */
export const IRC_DEPARTURES_DELAY_MS = 1_000;

/** The largest file of that: those who left and those who are here, with the longest names. */
export const MAX_IRC_DEPARTURES_BYTES = 16 * 1024 * 1024;

// what is sent to members
// fanout/feed.ts, fanout/outlet.ts

/** One segment of a fan-out feed. */
export const FEED_SEGMENT_BYTES = 64 * 1024;

/** The first segment of a feed is small: most rooms are quiet. */
export const FIRST_FEED_SEGMENT_BYTES = 4 * 1024;

/** Characters of a feed that wait to be encoded in one call: few, so that a segment holds them. */
export const MAX_UNENCODED_CHARS = FEED_SEGMENT_BYTES / 4;

/**
 * Readers woken in one turn of the event loop. Deno's runtime completes 128 socket operations a turn
 * at once, and sends the rest through a slower way; some are left for the reads.
 */
export const MAX_WAKES_PER_TURN = 100;

/** Lines for one connection alone are joined up to this size, because a write costs more than a copy. */
export const MAX_JOINED_WRITE_BYTES = 4 * 1024;

// rooms in which nothing was said
// storage/new_room.ts, storage/local/empty_rooms.ts

/** Who came and went in a room of which nothing is kept: so many events stay in memory. */
export const MAX_UNKEPT_EVENTS = 100;

/** The longest log that is looked through for messages before its room counts as empty, in bytes. */
export const MAX_EMPTY_LOG_BYTES = 16 * 1024;

// opening the log of a room
// storage/local/open_room.ts, storage/local/log_name.ts

/** A new file of a room's log begins when the last has grown past this. */
export const LOG_SEGMENT_BYTES = 64 * 1024 * 1024;

/** How much of a log's end is read at the start: enough for the recent messages. */
export const LOG_TAIL_BYTES = 1024 * 1024;

/** A larger file is not the name of a log: it has 8 to 64 letters. */
export const MAX_LOG_NAME_BYTES = 64;

// reading the log of a room
// storage/local/binary_search.ts, storage/local/file_lines.ts, storage/local/read_events.ts

/** How much of a log is read at once. A line longer than this is not a record of ours. */
export const LOG_WINDOW_BYTES = 128 * 1024;

/** A search in a log ends when so little is left: reading it costs less than another step. */
export const LOG_SCAN_BYTES = 64 * 1024;

/** How much one step of a search in a log reads at first: some hundred short records. */
export const LOG_PROBE_BYTES = 32 * 1024;

/** How far into a file of a log the search for its first readable record goes. */
export const LOG_HEAD_BYTES = 64 * 1024;

/** More than any record of a log takes: `MAX_LINE_BYTES` with room for what others have written. */
export const MAX_RECORD_BYTES = 32 * 1024;

// one write for all that waits
// storage/local/group_commit.ts, storage/local/draft_queue.ts

/** What a record has besides its texts, about. */
export const RECORD_OVERHEAD_BYTES = 96;

/**
 * The largest batch of records, about: some 8,000 short messages. Encoding it keeps the loop busy for
 * a few milliseconds, and a sync costs a fraction of that, so a larger one would gain nothing.
 */
export const MAX_BATCH_BYTES = 1024 * 1024;

/** The logs of the rooms are synced after so long without a message, twice as long at the most. */
export const CHECKPOINT_AFTER_IDLE_MS = 1_000;

// the write-ahead log
// storage/local/batch_writer.ts, storage/local/wal_file.ts, storage/local/wal_recovery.ts

/** After so many batches the write-ahead log is prepared: a server that says little needs none. */
export const MIN_WAL_BATCHES = 64;

/** The smallest unit that a disk writes whole or not at all. */
export const WAL_SECTOR_BYTES = 512;

/** Each of the two files of the write-ahead log: what a start has to replay at the most. */
export const WAL_FILE_BYTES = 16 * 1024 * 1024;

/** So much of a file is filled with zeros at once: the event loop waits less than a millisecond. */
export const WAL_PIECE_BYTES = 1024 * 1024;

/** Logs of rooms that are replayed at once: each takes a file handle. */
export const MAX_REPLAYS_AT_ONCE = 16;

// damaged logs
// storage/local/recover.ts, storage/local/damage.ts, storage/local/log_watch.ts

/**
 * How much of a log's end a power cut can have left unwritten: one batch without the write-ahead log,
 * in which a character takes up to three bytes.
 */
export const MAX_TORN_BYTES = 4 * MAX_BATCH_BYTES;

/** How much of that is looked through at once. */
export const ZERO_SCAN_BYTES = 1024 * 1024;

/** Damaged places of a log that are remembered, so that each is warned of once. */
export const MAX_WARNED_PLACES = 10_000;

/** Open logs whose files are looked at in one sweep: half a dozen milliseconds, spread over the second. */
export const MAX_LOGS_CHECKED = 250;

// what is too old (--keep)
// storage/local/old_files.ts, storage/local/open_room.ts

/** How often old files of the logs are removed (`--keep`). */
export const RETENTION_INTERVAL_MS = 60 * 60 * 1000;

/** With `--keep AGE` the age is divided into so many files at least: as much more than the age is kept as one has. */
export const MIN_SEGMENTS_PER_AGE = 10;

// a clock that is wrong
// storage/local/trusted_clock.ts, storage/local/times_ahead.ts

/** How far a clock may be ahead of the newest record: a quiet day. More for an age of months. */
export const MAX_CLOCK_GAP_MS = 24 * 60 * 60 * 1000;

/** A clock that has been further ahead for this long is believed: a wrong one is set right sooner. */
export const CLOCK_CONFIRMED_MS = 24 * 60 * 60 * 1000;

/** Times of a log that are so far ahead of the clock are warned of: a clock is set by seconds each day. */
export const MAX_TIMES_AHEAD_MS = 60_000;

// the connection to PostgreSQL (--cluster)
// storage/postgres/url.ts, storage/postgres/database.ts, storage/postgres/open_node.ts

/** Servers of the database that `--cluster` may name: each is tried in turn. */
export const MAX_DATABASE_HOSTS = 8;

/** How long a server of the database may take to accept a connection (`--cluster`): the next one is tried then. */
export const DATABASE_CONNECT_MS = 1_500;

/** How long it may take to answer a statement: after that nothing is known of its outcome. */
export const DATABASE_QUERY_MS = 2_000;

/** How long a node waits after all servers of the database were tried, at first and at most. */
export const DATABASE_RETRY_MIN_MS = 100;
export const DATABASE_RETRY_MAX_MS = 1_000;

/** How long a node tries at its start to reach the database. */
export const DATABASE_START_MS = 60_000;

/** A larger file is not the number of a node. */
export const MAX_NODE_FILE_BYTES = 64;

// which nodes live
// storage/postgres/membership.ts, storage/postgres/nodes.ts, storage/postgres/backbone.ts

/** How often a node says that it lives. */
export const BEAT_MS = 1_000;

/** A node whose beats were not confirmed for this long gives no names any more: well before it loses them. */
export const LEASE_MS = 7_000;

/** A node that was silent for this long loses its names and seats. */
export const NODE_DEAD_MS = 10_000;

/** How often a node looks for others that do not live any more. */
export const REAP_MS = 2_000;

/** How long a connection must have lasted before its node removes others: the clock may be another machine's. */
export const REAP_AFTER_CONNECT_MS = 12_000;

/** How often a node looks where the members of the others are served. */
export const NODES_LOOK_MS = 2_000;

/** How long the members of a node that stops have, to go on at another one without being announced. */
export const MOVE_MS = 5_000;

// signs of life for members
// chat/life_signs.ts, dialects/native_answers.ts, start.ts

/** How long the database may confirm nothing before the members are told: slow answers are no news. */
export const WAITING_AFTER_MS = 2_000;

/** How often native members are told that. */
export const WAITING_EVERY_MS = 5_000;

/** How often a member of a cluster gets a line at least: a client that hears nothing goes to another node. */
export const MAX_SILENCE_MS = 5_000;

/** How often it is looked whether members must be told something: twice in `MAX_SILENCE_MS`, and more. */
export const SIGN_LOOK_MS = 1_000;

// what members of different nodes send each other
// storage/postgres/letters.ts

/** How long a node waits for the answer of another one, until nothing is known of what it has sent. */
export const LETTER_ANSWER_MS = 2_000;

/** Answers in one notification: their numbers fit its payload. */
export const MAX_LETTER_ANSWERS = 300;

// events between nodes
// storage/postgres/writer.ts, storage/postgres/follower.ts, storage/postgres/waker.ts

/** Events that one statement stores: its time stays well under its time-out. */
export const MAX_SAY_DRAFTS = 500;

/** Bytes of events that one statement stores, about. */
export const MAX_SAY_BYTES = 256 * 1024;

/** Events that one look at the database brings. */
export const MAX_FOLLOWED_EVENTS = 1_000;

/** How often a node looks for events without being woken: a listener that was away is told nothing later. */
export const FOLLOW_POLL_MS = 500;

/** At most this often a node wakes the others, since a notification costs the server a commit. */
export const WAKE_INTERVAL_MS = 5;

/** The longest payload of a notification, in bytes: PostgreSQL takes less than 8,000. */
export const MAX_WAKE_BYTES = 7_900;

// searches on PostgreSQL
// storage/postgres/search.ts, storage/postgres/word_index.ts, storage/postgres/words.ts

/** Searches that ask the database at once; more wait. So a statement of each comes long before its time-out. */
export const MAX_DATABASE_SEARCHES = 4;

/** Blocks of messages whose words one statement looks at: some milliseconds' work, behind which others stand. */
export const MAX_PASSED_BLOCKS = 64;

/** Blocks with the words that one statement names: a page of an answer seldom needs more. */
export const MAX_FOUND_BLOCKS = 8;

/**
 * How long a search on PostgreSQL rests, as a share of the time it works: it keeps the database busy as well as
 * its node, and a message passes both, twice.
 */
export const DATABASE_SEARCH_REST_SHARE = 2;

/** Messages that one statement reads: unpacking them takes a millisecond, and nothing else is done meanwhile. */
export const MAX_PART_MESSAGES = 64;

/** Bytes of the words of one block: more are not kept, and such a block is read. PostgreSQL takes 1 MiB. */
export const MAX_BLOCK_WORDS_BYTES = 64 * 1024;

/** The pause behind each block whose words are written down: about a tenth of the time goes into it, at most. */
export const WORDS_PAUSE_MS = 100;

/** Blocks that wait for it; a search writes down the others. */
export const MAX_WAITING_BLOCKS = 10_000;

// what PostgreSQL has lost, and is said again
// storage/postgres/mending.ts, storage/postgres/say_again.ts

/** How long a node whose database has lost what was shown takes to say it again, before it ends. */
export const SAY_AGAIN_MS = 8_000;

/** How long it waits for other nodes to give back the sessions of their members, and how often it looks. */
export const SESSIONS_BACK_MS = 3_000;
export const SESSIONS_LOOK_MS = 300;

// rooms on PostgreSQL, and its end
// storage/postgres/backbone.ts, storage/postgres/open_rooms.ts, storage/postgres/retention.ts

/** A node whose beats were not confirmed for this long says that its storage does not answer. */
export const SILENT_NODE_MS = 3_000;

/** Events of a room that are read when it is opened, joins and leaves among them. */
export const MAX_TAIL_EVENTS = 1_500;

/** Bytes of their texts at the most, about. */
export const MAX_TAIL_BYTES = 2 * 1024 * 1024;

/** How many of a room's newest events stay, however old they are (`--keep`). */
export const MIN_KEPT_EVENTS = 1_000;

/** How long a node that stops waits for the database: what it has no answer to by then may be stored or not. */
export const DRAIN_MS = 4_000;
