/**
 * The client's own bounds: what it keeps for its user, and how long it waits. Each head names the files that
 * use the bounds below it. The bounds of both sides are in `protocol/limits.ts`.
 */

import { MAX_NODES } from "../protocol/limits.ts";

// connecting, and finding out what answers
// link/link.ts, link/dial.ts, link/peeked_transport.ts, link/connection.ts, link/other_service.ts

/** How long connecting may take: a host that drops packets would take minutes. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** Silence of a server after which TLS is tried: a server of plain text greets at once. */
export const GREETING_SILENCE_MS = 300;

/** Bytes that are peeked at to see what answers: more than any greeting. */
export const MAX_PEEK_BYTES = 1_024;

/** How long a server may take to send its first bytes. */
export const GREETING_TIMEOUT_MS = 10_000;

/** Silence of a new server after which it is asked what it is: few chat servers are so slow. */
export const GREETING_UNASKED_MS = 3_000;

/** Letters that are shown of what something else says first. */
export const MAX_SERVICE_WORDS_CHARS = 80;

/** Silence after a greeting without a line feed that makes it the old server's: it sends none. */
export const PLAIN_GREETING_SILENCE_MS = 300;

/** Bytes taken from a connection at once. */
export const MAX_RECEIVE_BYTES = 16 * 1024;

/** Bytes that may wait to be written: more than can be in flight, so the server reads nothing. */
export const MAX_SEND_QUEUE_BYTES = 4 * 1024 * 1024;

/** How long leaving may take: the goodbye is a courtesy. */
export const LEAVE_PATIENCE_MS = 500;

// TLS
// dial/tls.ts

/** Ciphertext that one read of a connection brings at the most: a record of TLS. */
export const CIPHER_READ_BYTES = 16 * 1024;

/** The most that is encrypted at once: two records of TLS. */
export const CIPHER_WRITE_BYTES = 32 * 1024;

// how long the server may take to let one in
// link/sign_in.ts

/** How long a server may take to answer `hello`: its disk may be busy. */
export const WELCOME_TIMEOUT_MS = 20_000;

/** How long a server may take to check a password: wrong ones make it slow. */
export const PASSWORD_TIMEOUT_MS = 60_000;

// a lost connection, and connecting again
// link/heartbeat.ts, link/backoff.ts, link/nodes.ts, link/other_server.ts

/** Silence of the server after which the client sends a ping: a lost connection shows early. */
export const CLIENT_PING_AFTER_MS = 20_000;

/** The longest silence that a server may promise to keep; one that promises more is asked as others are. */
export const MAX_PROMISED_SILENCE_MS = 10_000;

/** How long the answer may take before the connection counts as dead. */
export const PONG_TIMEOUT_MS = 10_000;

/** The first wait before connecting again. It doubles with each failure. */
export const RETRY_MIN_MS = 500;

/** The longest wait: a person who comes back to the screen should not wait for long. */
export const RETRY_MAX_MS = 15_000;

/** The longest wait before the next server of a cluster is tried: all clients of a dead one come at once. */
export const NODE_RETRY_MS = 1_000;

/**
 * A server of a cluster that stores nothing for this long is left, if another one greets: after 10 s the others
 * would say that its members are gone.
 */
export const STALLED_MS = 8_000;

/** How long another server may take to connect and to greet, while the one that stalls is kept. */
export const OTHER_GREETING_MS = 5_000;

/** A connection that held for this long was a good one: after it the waits begin again. */
export const STABLE_MS = 5_000;

// servers that another one has told of
// told_nodes.ts, told_threads.ts, dial/port_transport.ts, dial/serve_port.ts

/** Servers to which a client goes in one run without being given them: as many as it is told of at once. */
export const MAX_TOLD_NODES = MAX_NODES;

/** Connections to one of them at a time: one that is used, and what it takes to open the next. */
export const MAX_TOLD_CONNECTIONS = 4;

/** Control ports of them that the main thread keeps: it may not have heard yet of some that were closed. */
export const MAX_TOLD_CONTROL_PORTS = 2 * MAX_TOLD_CONNECTIONS;

/** Bytes that one message between the threads brings: what the client reads at once. */
export const MAX_PORT_BYTES = 16 * 1024;

// sending
// link/outbox.ts, link/native_sender.ts

/** Commands that may wait for a server: hours of typing, or a script's burst. */
export const MAX_OUTBOX_ITEMS = 1_000;

/** Bytes of text that may wait for a server. */
export const MAX_OUTBOX_BYTES = 2 * 1024 * 1024;

/** Messages sent and not acknowledged: enough for full speed, few enough to send again. */
export const MAX_IN_FLIGHT = 64;

/** Silence after `slow_down` where the server does not say how long. */
export const SLOW_DOWN_HOLD_MS = 1_000;

// receiving
// link/reorder_buffer.ts, link/native_rooms.ts, link/native_dialect.ts, link/session.ts

/** Messages held back while older ones are fetched. Those beyond are fetched again. */
export const MAX_HELD_MESSAGES = 1_000;

/** Missed messages that are searched for what an earlier client sent without knowing its fate. */
export const MAX_DOUBT_CATCH_UP = 20_000;

/** Rooms in which the user may be, and whose newest message is remembered: a server lets nobody be in so many. */
export const MAX_KNOWN_ROOMS = 64;

/** Private messages remembered by their `cid`, so that none is shown twice. */
export const MAX_KNOWN_DMS = 256;

/** Nicknames remembered for completion, and taken from one answer to `who`. */
export const MAX_ROSTER_NICKS = 5_000;

/** Rooms taken from one answer to `rooms`: the server names no more. */
export const MAX_TAKEN_ROOMS = 200;

// the old server
// link/plain_dialect.ts, link/plain_sender.ts, link/plain_history.ts

/** Pause between two writes to the old server: it takes what it reads at once for one message. */
export const PLAIN_SPACING_MS = 150;

/** Bytes of one write to the old server: it reads 1,024 at a time, and cuts letters there. */
export const MAX_PLAIN_WRITE_BYTES = 1_000;

/** A write to the old server counts as sent if no reset follows for this long. */
export const PLAIN_SETTLED_MS = 2_000;

/** If the old server says nothing for this long, it has accepted the nickname. */
export const PLAIN_JOIN_MS = 3_000;

/** Messages of the old server remembered, to recognise its history after a cut. */
export const MAX_PLAIN_KNOWN = 50;

// which server to join
// announced_servers.ts, choose_server.ts, server_list.ts, server_list_file.ts

/** Servers that are remembered, so many of them without a name: more are not found in a list. */
export const MAX_LISTED_SERVERS = 64;

/** A larger file is no list of servers of ours. */
export const MAX_SERVER_LIST_BYTES = 256 * 1024;

/** How long the client looks for servers on the network: a person waits for it. */
export const LOOK_MS = 1_200;

/** How often it asks meanwhile. */
export const LOOK_AGAIN_MS = 400;

/** Servers on the network that are shown: nobody reads a longer list. */
export const MAX_ANNOUNCED_SERVERS = 32;

/** Records of an answer that are looked at; a server sends a few. */
export const MAX_ANSWER_RECORDS = 64;

/** Bytes of the number or address that is typed in to choose a server. */
export const MAX_CHOICE_BYTES = 4_096;

// the command line
// options.ts, password.ts

/** Old messages that `--history` asks for; more of them are read in the log itself. */
export const MAX_HISTORY_OPTION_MESSAGES = 1_000_000;

/** A larger file is no password file. */
export const MAX_PASSWORD_FILE_BYTES = 64 * 1024;

// trusted certificates
// memory/known_servers.ts

/** A larger file is no list of known servers. */
export const MAX_KNOWN_SERVERS_BYTES = 1024 * 1024;

// the last messages
// memory/message_cache.ts

/** Messages kept in the cache file. */
export const CACHE_MESSAGES = 5;

/** A larger file is no cache of ours. */
export const MAX_CACHE_BYTES = 256 * 1024;

/** Pause between two writes of the cache file in a busy room. */
export const CACHE_SPACING_MS = 500;

// unsent messages
// memory/unsent_store.ts

/** A larger file is no file of unsent messages. */
export const MAX_UNSENT_FILE_BYTES = 16 * 1024 * 1024;

/** Clients of one user at one server that each keep what they could not send. */
export const MAX_UNSENT_FILES = 8;

/** Pause before unsent messages are written down: most are acknowledged before that. */
export const UNSENT_DELAY_MS = 200;

// files that several clients of a user change
// memory/wait_for_lock.ts

/** Pause before such a file is tried again while another client writes it. */
export const FILE_RETRY_MS = 20;

/** How often it is tried. */
export const MAX_FILE_TRIES = 10;

// what was typed
// memory/typed_texts.ts, memory/typed_store.ts

/** Texts of each room that the next client can call back. */
export const MAX_KEPT_TEXTS = 100;

/** A longer text is a paste, which nobody calls back days later. */
export const MAX_KEPT_TEXT_CHARS = 2_000;

/** The most bytes of that file; a longer one is not ours. */
export const MAX_TYPED_FILE_BYTES = 256 * 1024;

/** Pause before what was typed is written down, so that several texts are written at once. */
export const TYPED_DELAY_MS = 1_000;

// how far rooms were read
// memory/room_state.ts, memory/room_store.ts

/** Nicknames of one person at one server that are remembered. */
export const MAX_KNOWN_USERS = 16;

/** A larger file is not the one that tells how far rooms were read. */
export const MAX_ROOM_FILE_BYTES = 1024 * 1024;

/** Pause between two writes of that file: after a crash so much is shown once more. */
export const ROOM_FILE_SPACING_MS = 2_000;

// a pipe
// script/pipe.ts, script/pipe_output.ts, script/frame_questions.ts

/** A pipe gives up after this long without a connection or an acknowledgement. */
export const PIPE_PATIENCE_MS = 10_000;

/** How long a pipe waits before it tries its nickname again: its own lost session may hold it. */
export const PIPE_NICK_RETRY_MS = 3_000;

/** After a signal to stop, how long the reader of a pipe may take for what is printed already. */
export const LAST_OUTPUT_MS = 1_000;

/** Lines of input that may wait for their acknowledgement before reading stops. */
export const MAX_PIPE_WAITING = 200;

/** Output in frames that may wait for the script, in UTF-16 units, before nothing more is received. */
export const MAX_FRAMES_UNREAD_CHARS = 64 * 1024;

/** Output in frames that may wait before the input is left unread, too: the script reads nothing at all. */
export const MAX_UNREAD_ANSWERS_CHARS = 1024 * 1024;

/** Questions in frames that may wait for their answers: they are asked one after the other. */
export const MAX_FRAMES_QUESTIONS = 64;

// how names are shown
// person/name_text.ts

/** Columns of a nickname or the name of a room: 32 letters at the most, of which some are wide. */
export const MAX_NAME_COLUMNS = 64;

// the commands of a person
// person/past_commands.ts, person/found_messages.ts, person/local_state.ts, person/open_questions.ts

/** Messages that `/history` fetches without a number. */
export const DEFAULT_PAGE_MESSAGES = 20;

/** The most messages that one `/history` shows: nobody reads more of them on a screen. */
export const MAX_PAGE_MESSAGES = 1_000;

/** Messages before and after one that `/around` shows. */
export const AROUND_MESSAGES = 10;

/** Searches that one `/mentions` makes: one for each room and word. */
export const MAX_SEARCH_QUERIES = 64;

/** Matches of one page of a search: they fit a screen. */
export const SEARCH_PAGE_MESSAGES = 10;

/** The most messages that one `/pager` shows; the log itself has the others. */
export const MAX_PAGER_MESSAGES = 5_000;

/** Messages that `/pager` shows without a number. */
export const DEFAULT_PAGER_MESSAGES = 1_000;

/** Nicknames of whom the user may want to see nothing. */
export const MAX_IGNORED_NICKS = 100;

/** Questions without an answer that are asked again after a cut: nobody waits for more. */
export const MAX_OPEN_QUESTIONS = 16;

/** Rooms of which the user may not want to hear who comes and goes. */
export const MAX_QUIET_ROOMS = 100;

// what a person has missed and read
// person/conversation.ts, person/conversations.ts, person/cache_merge.ts, person/read_position.ts

/** Private talks besides the one that is shown: one key goes to nine of them. */
export const MAX_TALKS = 64;

/** Missed messages that a person's screen shows by itself: nobody reads more of them at once. */
export const MAX_MISSED_MESSAGES = 200;

/** The newest of more missed messages: they tell what goes on, and `/history` shows the others. */
export const NEWEST_MISSED_MESSAGES = 50;

/** The last messages of a room that are shown again where nothing is new there. */
export const CONTEXT_MESSAGES = 5;

/** Old messages held back until it is clear which of them the cache has, too. */
export const MAX_FIRST_MESSAGES = 200;

/** How long what was read may go untold: each message would be a frame of its own. */
export const SEEN_DELAY_MS = 1_000;

// what is not told at once
// person/join_filter.ts, person/connection_status.ts, person/shown_stream.ts

/** Who ends a line so soon after a removal from a room has typed it for that room, and has read nothing yet. */
export const REMOVED_MS = 1_000;

/** A person who is back within this time after a cut was never away, as others see it. */
export const COMEBACK_MS = 60_000;

/** What takes less time than this is not shown as a state: it would only flicker. */
export const STATUS_DELAY_MS = 300;

/** How often the countdown to the next try is drawn: it counts seconds. */
export const COUNTDOWN_TICK_MS = 1_000;

// the end of the client
// person/screen_mode.ts, person/mode.ts

/** How long the last output may take when the client ends: a terminal may take none any more. */
export const CLOSE_PATIENCE_MS = 500;

/** How long the system may take to stop the program. If it has not by then, it does not do it. */
export const SUSPEND_MS = 200;

/** Unsent messages that are named when the client ends. The others are counted. */
export const MAX_NAMED_UNSENT = 20;

// the pager and the editor
// program_runner.ts

/** How long a program may take to end when the chat does, before it is killed. */
export const PROGRAM_PATIENCE_MS = 1_000;

/** A longer text from an editor does not fit the input in any case: four bytes for a unit at the most. */
export const MAX_EDITED_FILE_BYTES = 4 * 65_536;

// long messages
// person/screen_input.ts, person/message_printer.ts

/** Rows of the screen that a message may take before it is folded: half of a small screen. */
export const FOLD_ROWS = 12;

/** Folded messages that `/more` can show: nobody goes further back one by one. */
export const MAX_FOLDED_MESSAGES = 50;

// rows on the screen
// person/render_message.ts, person/render_presence.ts, person/render_notice.ts, person/help.ts

/** Where the text of a message begins at the latest: a long nickname must not narrow it. */
export const MAX_TEXT_INDENT_COLUMNS = 18;

/** Rows of names in one sentence about who came or went: of a crowd the number is enough. */
export const MAX_PRESENCE_ROWS = 2;

/** Lines shown of each message in the cache; the server tells all of it. */
export const MAX_CACHED_ENTRY_LINES = 3;

/** Below this width a command and its explanation stand one under the other in `/help`. */
export const MIN_HELP_TABLE_COLUMNS = 60;

// the live area below what is printed
// tty/prompt.ts, person/room_bar.ts

/** Streams that a key with a digit goes to. */
export const MAX_NUMBERED_STREAMS = 9;

/** Rows for each message that is on its way: its beginning tells which it is. */
export const MAX_PENDING_ROWS = 2;

/** What is left of a cut part of the status line: a shorter piece tells nothing. */
export const MIN_STATUS_PART_COLUMNS = 12;

// typing
// tty/editor.ts, tty/history.ts

/** What can be typed or pasted, in UTF-16 units: far more than a message may hold. */
export const MAX_BUFFER_UNITS = 65_536;

/** Changes of the typed text that `C-_` takes back. */
export const MAX_UNDO_STEPS = 50;

/** Texts that the arrow keys call back: nobody goes further back key by key. */
export const MAX_HISTORY_TEXTS = 200;

// keys
// tty/keyboard.ts, tty/key_decoder.ts

/** Bytes taken from the keyboard at once. */
export const MAX_KEYBOARD_READ_BYTES = 4_096;

/** How long the terminal may take to answer, over a slow line too, before a key is asked for. */
export const TERMINAL_ANSWER_MS = 2_000;

/** Bytes of parameters in a control sequence from the keyboard; real ones have at most 20. */
export const MAX_SEQUENCE_BYTES = 64;

/** Silence after ESC that makes it the Escape key: a slow line may cut a sequence in two. */
export const ESCAPE_SILENCE_MS = 100;

/** Silence in a paste after which its end counts as lost: else no key would ever be a key again. */
export const PASTE_SILENCE_MS = 3_000;

// output to a terminal
// tty/screen.ts, tty/system.ts, tty/width.ts, tty/osc.ts

/** Lines that wait for a slow terminal: some screens full. */
export const MAX_WAITING_LINES = 2_000;

/** Output that takes longer is stuck: nobody reads the terminal. */
export const STUCK_OUTPUT_MS = 200;

/** How often output is tried that a terminal takes none of: a tenth of a second in all, then it is stopped. */
export const MAX_FULL_TRIES = 20;

/** Pause between two such tries. */
export const FULL_RETRY_MS = 5;

/** How often the size of the terminal is asked for where no signal tells of a change (Windows). */
export const SIZE_POLL_MS = 500;

/**
 * UTF-16 units of the graphemes whose widths are kept in memory: more different ones are not expected in one chat. One
 * letter with thousands of marks on it is one grapheme, and anybody can send it.
 */
export const MAX_CACHED_WIDTH_UNITS = 16_384;

/** Letters of a notification or a title: desktops show no more. */
export const MAX_NOTIFICATION_CHARS = 100;

// messages of the page in a browser
// web/window.ts, web/search.ts, web/page.ts, web/views/log.tsx, web/grouping.ts

/** Messages and notices that the page has at once: a browser shows so many in a sixth of a second. */
export const MAX_WINDOW_ITEMS = 1_000;

/** Messages of one page of a search. */
export const FOUND_MESSAGES = 30;

/** Messages of one page of history: some screens full. */
export const PAGE_MESSAGES = 100;

/** Pixels from an end of what is loaded at which the next page is asked for: before one gets there. */
export const LOAD_AHEAD_PX = 800;

/** Pixels from the end within which a person counts as being there: less than a line. */
export const END_PX = 8;

/** Time between two messages of one author within which they stand below one nickname. */
export const GROUP_MS = 5 * 60_000;

/** How long new messages are in sight before they count as read. */
export const READ_AFTER_MS = 5_000;

/** Pause between two reports to the server of how far a room is read. */
export const SEEN_SPACING_MS = 5_000;

// unsent messages of the page
// web/memory.ts, web/page.ts

/** Age of kept messages at which their tab counts as closed. */
export const ABANDONED_MS = 30_000;

/** How often a tab says that the messages it keeps are its own. */
export const OUTBOX_STAMP_MS = 10_000;

// what the page tells
// web/main.tsx, web/page_events.ts, web/presence_text.ts

/** How often a hidden page shows what has come: it has no frames. */
export const HIDDEN_FLUSH_MS = 250;

/** Pause between two sentences to a screen reader: it reads them one after another. */
export const ANNOUNCE_SPACING_MS = 1_000;

/** The most names in one part of a sentence about who came or went: of a crowd the number is enough. */
export const MAX_PRESENCE_NAMES = 3;

// the field of the page
// web/views/composer.tsx

/** Rows of the field before it scrolls. */
export const MAX_FIELD_ROWS = 12;

/** Percent of a bound of a message above which its size is shown. */
export const MIN_SHOWN_SIZE_PERCENT = 80;
