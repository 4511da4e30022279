/*
 * The server's side of the JSON form (docs/protocol.md), written for tests a second time, so that a mistake in the
 * client is not made here too: frames by kind, bodies and tokens as bytes.
 */

interface Fields {
  [name: string]: unknown;
  sequence?: number | string;
  type?: string;
  id?: string;
  body?: Uint8Array;
  ackWanted?: boolean;
  cause?: string;
  credential?: string;
  expiresInMs?: number;
  groupVersion?: number;
  intervalMs?: number;
  status?: { battery?: number; health?: string; values?: Record<string, string> };
}

/** A frame of any kind. */
export interface Frame extends Fields {
  kind: 'ping' | 'pong' | 'message' | 'ack' | 'refusal' | 'hello' | 'welcome' | 'goodbye' | 'renew' | 'unknown';
}

/** What a client says first. */
export interface Hello extends Frame {
  protocolVersion: number;
  clientId: string;
  user?: string;
  clientVersion?: string;
  wishedIntervalMs?: number;
  resumeToken?: string;
  tags?: string[];
  groupData?: { group: string; version: number };
  lastDisconnect?: { sessionId: string; cause: string; sinceEndMs: number; sinceHeardMs: number; networkChanged: boolean; stalledMs: number };
}

export function encode({ kind, ...fields }: Frame): string {
  return JSON.stringify({ [kind]: fields }, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value));
}

export function decode(text: unknown): Frame {
  const members = Object.entries(JSON.parse(String(text)) as Record<string, Fields>);
  if (members.length !== 1) {
    throw new Error(`a frame has ${members.length} members, must have one: ${text}`);
  }
  const [kind, fields] = members[0]!;
  const { body } = fields;
  return { kind, ...fields, ...(typeof body === 'string' && { body: Uint8Array.from(Buffer.from(body, 'base64')) }) } as Frame;
}
