/*
 * What travels: each frame is a text message of the WebSocket, an object whose one member is named after its
 * kind (docs/protocol.md, "The JSON form"). A member with its default value may be left out, and often is.
 */
import { HeartwireError } from './error.js';
import { MOST_TEXT_BYTES, MOST_VALUES, MOST_WORD_BYTES } from './figures.js';

/** How a client is, in its own words; what is absent is unknown. */
export interface Status {
  /** Charge left: 0.0 empty to 1.0 full. */
  battery?: number;
  /** Radio signal strength in dBm, for example -71. */
  signal?: number;
  /** Load: 0.0 idle, 1.0 fully busy. */
  load?: number;
  /** One word, for example "ok" or "degraded"; at most 64 bytes. */
  health?: string;
  /** Anything else: at most 32 entries, keys of at most 64 bytes, values of at most 256. */
  values?: Record<string, string>;
}

/** Which data its group's members have in common: of which group, and of which version. */
export interface GroupVersion {
  group: string;
  version: number;
}

export interface Directives {
  intervalMs?: number;
  groupVersion?: number;
}

/** A whole number of up to 64 bits; beyond 2^53 - 1 as its digits. */
export type Whole = number | string;

export interface Ping {
  sequence?: Whole | undefined;
  status?: Status | undefined;
  intervalMs?: number | undefined;
  directives?: Directives;
  groupVersion?: number | undefined;
}

/** A message. */
export interface Post {
  type: string;
  /** The sender's name for it, at most 128 bytes. */
  id: string;
  /** In base64. */
  body: string;
  ackWanted: boolean;
}

/** `BUSY`: there was no room. Anything else: it was not taken. */
export interface Refusal {
  id: string;
  cause: string;
}

export interface LastDisconnect {
  sessionId: string;
  cause: string;
  sinceEndMs: number;
  sinceHeardMs: number;
  networkChanged: boolean;
  stalledMs: number;
}

export interface Hello {
  protocolVersion: number;
  clientId: string;
  user: string | undefined;
  credential: string;
  clientVersion: string;
  wishedIntervalMs: number | undefined;
  /** As the Welcome had it. */
  resumeToken: string | undefined;
  lastDisconnect: LastDisconnect | undefined;
  tags: readonly string[] | undefined;
  groupData: GroupVersion | undefined;
}

export interface Welcome {
  sessionId: string;
  epoch?: Whole;
  intervalMs?: number;
  resumeToken?: string;
  groupData?: Partial<GroupVersion>;
}

export interface Goodbye {
  code: number;
  /** The code's name. */
  reason?: string;
  detail?: string;
  retryAfterMs?: number;
  endpoints?: string[];
}

/** A credential runs out (from the server), or here is a newer one (from the client). */
export interface Renew {
  credential?: string;
  expiresInMs?: number;
}

/** One of these; none in a frame of a later version. */
export interface Frame {
  ping?: Ping;
  pong?: Ping;
  message?: Partial<Post>;
  ack?: { id: string };
  refusal?: Refusal;
  hello?: Hello;
  welcome?: Welcome;
  goodbye?: Goodbye;
  renew?: Renew;
}

const encoder = new TextEncoder();

/** A text as its bytes in UTF-8. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Throws if something is longer than the protocol allows: the server would end the connection for it. */
export function check(name: string, { length }: ArrayLike<unknown>, most: number): void {
  if (length > most) {
    throw new HeartwireError('TOO_LARGE', `${name} has a size of ${length}, limit ${most}: shorten it`);
  }
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

/** Throws if `text` is none. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}


/** Throws if `status` exceeds a limit: told now, and not by the end of the connection at the next ping. */
export function checkStatus({ health = '', values = {} }: Status): void {
  const entries = Object.entries(values);
  check('health', utf8(health), MOST_WORD_BYTES);
  check('values', entries, MOST_VALUES);
  entries.forEach(([key, value]) => {
    check('key', utf8(key), MOST_WORD_BYTES);
    check(key, utf8(value), MOST_TEXT_BYTES);
  });
}
