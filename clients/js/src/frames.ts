import { HeartwireError } from './error.js';
import { decode, delimited, encode, malformed, reader, tables } from './protobuf.js';

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
  timeoutMs?: number;
  groupVersion?: number;
}

export interface Ping {
  kind: 'ping';
  sequence: bigint;
  status?: Status;
  intervalMs?: number;
  directives?: Directives;
  groupVersion?: number;
}

export interface Pong {
  kind: 'pong';
  sequence: bigint;
  status?: Status;
  directives?: Directives;
}

export interface Message {
  kind: 'message';
  /** What it is about, at most 256 bytes. */
  type: string;
  /** The sender's name for it, at most 128 bytes. */
  id: string;
  body: Uint8Array;
  ackWanted: boolean;
}

export interface Ack {
  kind: 'ack';
  id: string;
}

export interface Refusal {
  kind: 'refusal';
  id: string;
  /** 1: there was no room. Anything else: it was not taken. */
  cause: number;
}

export interface LastDisconnect {
  sessionId: string;
  cause: string;
  sinceEndMs: number;
  sinceHeardMs: number;
  unsentBytes?: number;
  unackedBytes?: number;
  networkChanged: boolean;
  stalledMs: number;
}

export interface Hello {
  kind: 'hello';
  protocolVersion: number;
  capabilities?: bigint;
  clientId: string;
  user?: string;
  credential?: string;
  clientVersion?: string;
  wishedIntervalMs?: number;
  resumeToken?: Uint8Array;
  lastDisconnect?: LastDisconnect;
  tags?: readonly string[];
  groupData?: GroupVersion;
}

export interface Welcome {
  kind: 'welcome';
  sessionId: string;
  epoch: bigint;
  intervalMs: number;
  timeoutMs: number;
  resumeToken: Uint8Array;
  serverTimeMs: number;
  groupData?: GroupVersion;
}

export interface Goodbye {
  kind: 'goodbye';
  code: number;
  detail: string;
  retryAfterMs?: number;
  endpoints: string[];
}

/** A credential runs out (from the server), or here is a newer one (from the client). */
export interface Renew {
  kind: 'renew';
  credential?: string;
  expiresInMs?: number;
}

/** What travels. `unknown` is a frame of a later version. */
export type Frame = Ping | Pong | Message | Ack | Hello | Welcome | Goodbye | Refusal | Renew | { kind: 'unknown' };

/** What heartwire.proto says; a message stands before those that hold it. */
const FRAME = tables(`status battery:d signal:d load:d health:s64 values:m32
directives intervalMs:n timeoutMs:n groupVersion:n
group group:s256 version:n
last sessionId:s128 cause:s64 sinceEndMs:n sinceHeardMs:n unsentBytes:N unackedBytes:N networkChanged:b stalledMs:n
ping sequence:u status:status intervalMs:n directives:directives groupVersion:n
pong sequence:u status:status directives:directives
message type:s256 id:s128 body:y ackWanted:b
ack id:s128
hello protocolVersion:n capabilities:u clientId:s1024 user:s256 credential:s8192 clientVersion:s128 wishedIntervalMs:n resumeToken:y1024 lastDisconnect:last tags:l64 groupData:group
welcome sessionId:s128 epoch:u intervalMs:n timeoutMs:n resumeToken:y1024 serverTimeMs:n groupData:group
goodbye code:n detail:s1024 retryAfterMs:N endpoints:l256
refusal id:s128 cause:n
renew credential:s8192 expiresInMs:n
frame ping:ping pong:pong message:message ack:ack hello:hello welcome:welcome goodbye:goodbye refusal:refusal renew:renew`)['frame']!;

/** The bytes of `frame`, its length before it. */
export function encodeFrame(frame: Frame): Uint8Array {
  return Uint8Array.from(delimited(encode(FRAME, { [frame.kind]: frame })));
}

/**
 * The frames in one WebSocket message, each with its length before it.
 *
 * @throws HeartwireError if the bytes are no frames, or one has more than `maxBytes`
 */
export function decodeFrames(bytes: Uint8Array, maxBytes: number): Frame[] {
  const frames: Frame[] = [];
  const from = reader(bytes);
  while (from.left() > 0) {
    const length = Number(from.varint());
    if (length > maxBytes) {
      throw new HeartwireError('FRAME_TOO_LARGE', `a frame has ${length} bytes, limit ${maxBytes}: raise maxFrameBytes, or send less`);
    }
    const [first, second] = Object.entries(decode(FRAME, from.take(length)));
    if (second) {
      malformed('a frame has two kinds, allowed is one: send two frames instead');
    }
    const [kind, content] = first ?? ['unknown'];
    frames.push({ kind, ...(content as object) } as Frame);
  }
  return frames;
}
