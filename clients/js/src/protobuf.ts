/*
 * As much of protobuf as Heartwire's frames need: messages are described by a line each, and one encoder
 * and one decoder serve them all. Written by hand because a generated codec is larger than the whole client
 * may be.
 */

/**
 * A field, by its kind: `u` 64 bits, `n` number (`N` sent even if 0, absent if unknown), `b` bool, `s` text,
 * `l` list of texts, `y` bytes, `d` number with a fraction, absent if unknown, `m` map of texts, `t` another
 * message. Its limit is in bytes for texts and bytes, in entries for maps; a list has `MOST_TEXTS`.
 */
interface Field {
  readonly name: string;
  readonly kind: string;
  readonly limit: number;
  readonly table: Table;
}

/** A message: its fields, numbered from 1 on without gaps. */
export type Table = readonly Field[];

type Values = Record<string, unknown>;

const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;
const WIRE: Record<string, number> = { u: VARINT, n: VARINT, N: VARINT, b: VARINT, d: EIGHT_BYTES };
/** The most texts in a list. */
const MOST_TEXTS = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A frame, or a value for one, is not what the protocol allows; the message says what and why. */
export class FrameError extends Error {
  override readonly name = 'FrameError';

  constructor(
    message: string,
    /** The close code that names the fault: 4400 malformed, 4401 too large. */
    readonly code = 4400,
  ) {
    super(message);
  }
}

/**
 * Reads descriptions, one message a line: its name, then `name:kind` or `name:kind+limit` for each field. The
 * kind may be the name of a message before.
 */
export function tables(text: string): Record<string, Table> {
  const known: Record<string, Table> = {};
  for (const line of text.split('\n')) {
    const [title, ...fields] = line.split(' ');
    known[title!] = fields.map((field) => {
      const [, name, kind, limit] = /(\w+):([A-Za-z]+)(\d*)/.exec(field) as unknown as [string, string, string, string];
      const inner = known[kind];
      return { name, kind: inner ? 't' : kind, limit: Number(limit) || Infinity, table: inner ?? [] };
    });
  }
  return known;
}

const { entry: ENTRY } = tables('entry key:s64 value:s256') as { entry: Table };

function check(field: Field, size: number, limit = field.limit): void {
  if (size > limit) {
    throw new FrameError(`${field.name} has a size of ${size}, limit ${limit}: shorten it`);
  }
}

function varint(value: bigint | number | boolean): number[] {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
  bytes.push(Number(rest));
  return bytes;
}

/** `bytes` with their length before them. */
export function delimited(bytes: ArrayLike<number>): Uint8Array {
  return joined([varint(bytes.length), bytes]);
}

function joined(parts: ArrayLike<number>[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function encode(table: Table, message: object): Uint8Array {
  const parts: ArrayLike<number>[] = [];
  table.forEach((field, index) => {
    for (const value of values(field, (message as Values)[field.name])) {
      parts.push(varint((index + 1) * 8 + (WIRE[field.kind] ?? LENGTH)), content(field, value));
    }
  });
  return joined(parts);
}

/** What is to be sent of a field: nothing if it has its default. */
function values(field: Field, value: unknown): unknown[] {
  switch (field.kind) {
    case 'l':
      check(field, ((value as []) ?? []).length, MOST_TEXTS);
      return (value as []) ?? [];
    case 'm': {
      const entries = Object.entries((value as object) ?? {});
      check(field, entries.length);
      return entries.map(([key, text]: [string, unknown]) => ({ key, value: text }));
    }
    case 'N':
    case 't':
      return value === undefined ? [] : [value];
    case 'd':
      return Number.isFinite(value) ? [value] : [];
    default:
      return !value || (value as Uint8Array).length === 0 ? [] : [value];
  }
}

function content(field: Field, value: unknown): ArrayLike<number> {
  switch (field.kind) {
    case 'n':
    case 'N':
      safe(field, value as number);
      return varint(value as number);
    case 'u':
    case 'b':
      return varint(value as bigint | boolean);
    case 'd': {
      const bytes = new DataView(new ArrayBuffer(8));
      bytes.setFloat64(0, value as number, true);
      return new Uint8Array(bytes.buffer);
    }
    case 'm':
      return delimited(encode(ENTRY, value as object));
    case 't':
      return delimited(encode(field.table, value as object));
    default: {
      const bytes = field.kind === 'y' ? (value as Uint8Array) : encoder.encode(value as string);
      check(field, bytes.length);
      return delimited(bytes);
    }
  }
}

function safe(field: Field, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new FrameError(`${field.name} is ${value}, allowed are whole numbers from 0 to 2^53 - 1`);
  }
  return value;
}

/** Reads where the bytes lie. Every call advances or throws, so every loop ends. */
export class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1)[0]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asUintN(64, value);
      }
    }
    throw new FrameError('a varint has more than 10 bytes: encode it as protobuf says');
  }

  take(count: number): Uint8Array {
    if (count > this.left) {
      throw new FrameError(`${count} bytes are needed, ${this.left} are left: send whole frames`);
    }
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  delimited(): Uint8Array {
    return this.take(Number(this.varint()));
  }

  skip(wire: number): void {
    if (wire === VARINT) {
      this.varint();
    } else if (wire === LENGTH) {
      this.delimited();
    } else if (wire === EIGHT_BYTES || wire === FOUR_BYTES) {
      this.take(wire === EIGHT_BYTES ? 8 : 4);
    } else {
      throw new FrameError(`wire type ${wire} is not allowed: do not send groups`);
    }
  }
}

const DEFAULTS: Record<string, () => unknown> = {
  s: () => '',
  y: () => new Uint8Array(),
  b: () => false,
  u: () => 0n,
  n: () => 0,
  l: () => [],
  m: () => ({}),
};

/** The message in `bytes`, defaults filled in; what is unknown is passed over. */
export function decode(table: Table, bytes: Uint8Array): Values {
  const message: Values = {};
  for (const { name, kind } of table) {
    const missing = DEFAULTS[kind];
    if (missing) {
      message[name] = missing();
    }
  }
  const reader = new Reader(bytes);
  while (reader.left > 0) {
    const tag = Number(reader.varint());
    if (tag < 8 || tag >= 2 ** 32) {
      throw new FrameError(`there is no field with the tag ${tag}`);
    }
    const field = table[Math.floor(tag / 8) - 1];
    if (field && (WIRE[field.kind] ?? LENGTH) === tag % 8) {
      put(message, field, reader);
    } else {
      reader.skip(tag % 8);
    }
  }
  return message;
}

function put(message: Values, field: Field, reader: Reader): void {
  const { name, kind } = field;
  if (kind === 'l') {
    const list = message[name] as string[];
    check(field, list.push(text(field, reader)), MOST_TEXTS);
  } else if (kind === 'm') {
    const { key, value } = decode(ENTRY, reader.delimited()) as { key: string; value: string };
    // Not by assignment: a key may be called __proto__.
    Object.defineProperty(message[name], key, { value, enumerable: true, configurable: true, writable: true });
    check(field, Object.keys(message[name] as object).length);
  } else {
    message[name] = one(field, reader);
  }
}

function one(field: Field, reader: Reader): unknown {
  switch (field.kind) {
    case 'u':
      return reader.varint();
    case 'b':
      return reader.varint() !== 0n;
    case 'n':
    case 'N':
      return safe(field, Number(reader.varint()));
    case 'd': {
      const bytes = reader.take(8);
      const value = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
      return Number.isFinite(value) ? value : undefined;
    }
    case 'y': {
      const bytes = reader.delimited();
      check(field, bytes.length);
      return bytes.slice();
    }
    case 's':
      return text(field, reader);
    default:
      return decode(field.table, reader.delimited());
  }
}

function text(field: Field, reader: Reader): string {
  const bytes = reader.delimited();
  check(field, bytes.length);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FrameError(`${field.name} is not UTF-8: encode texts as UTF-8`);
  }
}
