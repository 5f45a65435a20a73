/**
 * TLS on a connection. The bytes on the wire stay in our hands, so that they leave at once and nothing is
 * read that nobody wants: `node:tls` only turns ciphertext into plaintext and back.
 */

import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { CipherStream } from "./cipher_stream.ts";
import { nextTurn } from "./next_turn.ts";

/** The first byte of all that speaks TLS: a record of type handshake (RFC 8446, section 5.1). */
const HANDSHAKE_RECORD = 0x16;

/**
 * Whether `node:tls` works on any stream, on a server's side too, and proves on a client's that the server
 * has the key to its certificate: since Deno 2.8.
 *
 * @param version Of Deno.
 */
export function hasTlsStreams(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 8);
}

/** The part of a connection that TLS needs; `Deno.Conn` has it. */
export interface ByteStream {
  /** Resolves to how many bytes it has read; `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Resolves to how many of `bytes` it has written. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says that nothing more comes; what the peer sends can still be read. */
  closeWrite(): Promise<void>;
  /** Lets go of the connection at once. */
  close(): void;
}

/** What ciphertext is read into. */
export interface CipherBuffer {
  /** Where the next read puts its bytes. */
  readonly bytes: Uint8Array;
  /** Called after each read, with how many bytes it has brought. */
  fit(count: number): void;
}

/** How one side of a connection speaks TLS. */
export interface TlsStreamOptions {
  /** A client begins by itself. A server waits for the first byte of the client. */
  readonly side: "client" | "server";
  /** Begins TLS on a stream of ciphertext. */
  readonly begin: (wire: Duplex) => TLSSocket;
  /** What the ciphertext is read into. */
  readonly buffer: CipherBuffer;
  /** The most bytes that one write takes. */
  readonly maxWriteBytes: number;
}

/** One side of a connection with TLS. Call `handshake` first. */
export class TlsStream implements ByteStream {
  readonly #tcp: ByteStream;
  readonly #options: TlsStreamOptions;
  readonly #wire: CipherStream;
  /** Decrypted and not read yet: no more than what one read of the connection has brought. */
  readonly #plaintext: Uint8Array[] = [];
  /** Made when a handshake begins: a connection that says nothing costs nothing. */
  #tls: TLSSocket | undefined;
  #isSecure = false;
  /** The peer has said that nothing more comes. */
  #hasEnded = false;
  /** Why the connection is of no use any more. */
  #failure: { readonly cause: unknown } | undefined;
  #isReceiving = false;
  /** What is being sent; `undefined` when all is out. */
  #sending: Promise<void> | undefined;
  /** Resolves when something has changed that a read or the handshake waits for. */
  #news = Promise.withResolvers<void>();
  /** Ends what waits for the plaintext to be taken. */
  #giveUp: ((cause: unknown) => void) | undefined;

  /** @param tcp Belongs to this stream from now on. */
  constructor(tcp: ByteStream, options: TlsStreamOptions) {
    this.#tcp = tcp;
    this.#options = options;
    this.#wire = new CipherStream(this.#send);
  }

  /** The peer's certificate, once the handshake is over: DER, and its alternative names. */
  get peerCertificate(): { readonly der: Uint8Array<ArrayBuffer>; readonly names: string } {
    const { raw, subjectaltname = "" } = this.#tls!.getPeerCertificate(true);
    return { der: new Uint8Array(raw), names: subjectaltname };
  }

  /**
   * Resolves when both sides have agreed on the keys.
   *
   * @throws {Deno.errors.InvalidData} when the peer does not speak TLS, or not as it should.
   */
  async handshake(): Promise<void> {
    try {
      if (this.#options.side === "client") await this.#begin();
      await this.#until(() => this.#isSecure);
    } catch (cause) {
      await this.#flush().catch(() => {}); // the alert that tells the peer why; it may be gone
      throw cause;
    }
  }

  async read(into: Uint8Array): Promise<number | null> {
    await this.#until(() => this.#plaintext.length > 0 || this.#hasEnded);
    const first = this.#plaintext[0];
    if (first === undefined) return null;
    const count = Math.min(first.length, into.length);
    into.set(first.subarray(0, count));
    if (count < first.length) this.#plaintext[0] = first.subarray(count);
    else this.#plaintext.shift();
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    const tls = this.#tls;
    if (tls === undefined) {
      return Promise.reject(new Deno.errors.BadResource("The peer has not spoken TLS yet"));
    }
    // a part of much: that it makes progress must be seen
    const { maxWriteBytes } = this.#options;
    const part = bytes.length > maxWriteBytes ? bytes.subarray(0, maxWriteBytes) : bytes;
    return this.#within<number>((resolve) => {
      tls.write(part, () => {
        // it calls back when a part is lost, too
        if (this.#failure === undefined) resolve(part.length);
      });
    });
  }

  /** Says that nothing more comes; what the peer sends can still be read. */
  async closeWrite(): Promise<void> {
    const tls = this.#tls;
    if (tls !== undefined) {
      await this.#within<void>((resolve) => tls.end(resolve));
      await this.#flush();
    }
    await this.#tcp.closeWrite();
  }

  /** Lets go of the connection at once; what is in progress fails. */
  close(): void {
    this.#fail(new Deno.errors.Interrupted("The connection was closed"));
    this.#tls?.destroy();
    this.#tcp.close();
  }

  /** A promise that is rejected when the connection fails. One at a time. */
  #within<T>(begin: (resolve: (value: T) => void) => void): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#failure !== undefined) {
      reject(this.#failure.cause);
    } else {
      this.#giveUp = reject;
      begin(resolve as (value: T) => void);
    }
    return promise;
  }

  /** Receives until `isThere`. */
  async #until(isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      if (this.#failure !== undefined) throw this.#failure.cause;
      const news = this.#news.promise;
      this.#receive();
      await news;
    }
  }

  /** Receives once. What is not received stays with the system, which then slows the peer. */
  #receive(): void {
    if (this.#isReceiving) return;
    this.#isReceiving = true;
    this.#received().catch(this.#fail);
  }

  async #received(): Promise<void> {
    const { buffer } = this.#options;
    const { bytes } = buffer;
    const count = await this.#tcp.read(bytes);
    if (count === null) {
      await nextTurn(); // what came last is told in a later turn
      // anybody on the way could have cut it here (RFC 8446, section 6.1)
      if (!this.#hasEnded) throw new Deno.errors.UnexpectedEof("The peer left without ending TLS");
    } else {
      if (this.#tls === undefined) {
        if (bytes[0] !== HANDSHAKE_RECORD) {
          throw new Deno.errors.InvalidData("The peer does not speak TLS");
        }
        await this.#begin();
      }
      if (this.#failure !== undefined) return;
      this.#wire.push(bytes.slice(0, count));
      buffer.fit(count);
    }
    this.#isReceiving = false;
    this.#tell();
  }

  async #begin(): Promise<void> {
    const tls = this.#options.begin(this.#wire);
    const failed = ({ message }: Error) => this.#fail(new Deno.errors.InvalidData(message));
    tls.on("secure", () => this.#change(() => this.#isSecure = true));
    tls.on("data", (bytes: Uint8Array) => this.#change(() => this.#plaintext.push(bytes)));
    tls.on("end", () => this.#change(() => this.#hasEnded = true));
    tls.on("error", failed);
    // before the handshake is over an error is `error`; later, on a server's side, it is this alone
    tls.on("_tlsError", failed);
    this.#tls = tls;
    // it starts in the next turn: an error before that would end the process
    await nextTurn();
  }

  #change(change: () => void): void {
    change();
    this.#tell();
  }

  #tell(): void {
    const { resolve } = this.#news;
    this.#news = Promise.withResolvers();
    resolve();
  }

  readonly #send = (bytes: Uint8Array, done: () => void): void => {
    const sending = this.#sendAll(bytes).then(done, this.#fail).finally(() => {
      if (this.#sending === sending) this.#sending = undefined;
    });
    this.#sending = sending;
  };

  async #sendAll(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await this.#tcp.write(rest));
  }

  /** Resolves when all that TLS has to say by now is sent. */
  async #flush(): Promise<void> {
    do {
      await this.#sending;
      // the next piece is handed over in a later turn than the one before
      await nextTurn();
    } while (this.#sending !== undefined);
    if (this.#failure !== undefined) throw this.#failure.cause;
  }

  readonly #fail = (cause: unknown): void => {
    if (this.#failure !== undefined) return;
    this.#failure = { cause };
    this.#giveUp?.(cause);
    this.#tell();
  };
}
