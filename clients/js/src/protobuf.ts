/*
 * As much of protobuf as Heartwire's frames need: messages are described by a line each, and one encoder
 * and one decoder serve them all. Written by hand because a generated codec is larger than the whole client
 * may be.
 */
import { HeartwireError } from './error.js';

/**
 * A field, by its kind: `u` 64 bits, `n` number (`N` sent even if 0, absent if unknown), `b` bool, `s` text,
 * `l` list of texts, `y` bytes, `d` number with a fraction, absent if unknown, `m` map of texts, `t` another
 * message. Its limit is in bytes for texts and bytes, in entries for maps; a list has `MOST_TEXTS`.
 */
type Field = readonly [name: string, kind: string, limit: number, table: Table];

/** A message: its fields, numbered from 1 on without gaps. */
export type Table = readonly Field[];

type Values = Record<string, unknown>;

const LENGTH = 2;
const WIRE: Record<string, number> = { u: 0, n: 0, N: 0, b: 0, d: 1 };
/** The most texts in a list. */
const MOST_TEXTS = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function malformed(problem: string): never {
  throw new HeartwireError('MALFORMED_FRAME', problem);
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
      const [, name, kind, limit] = /(\w+):([a-zA-Z]+)(\d*)/.exec(field) as unknown as [string, string, string, string];
      const inner = known[kind];
      return [name, inner ? 't' : kind, +limit || Infinity, inner ?? []];
    });
  }
  return known;
}

const ENTRY = tables('entry key:s64 value:s256')['entry']!;

function check(name: string, size: number, limit: number): void {
  if (size > limit) {
    malformed(`${name} has a size of ${size}, limit ${limit}: shorten it`);
  }
}

function safe(name: string, value: number): number {
  return Number.isSafeInteger(value) && value >= 0 ? value : malformed(`${name} is ${value}, allowed are whole numbers from 0 to 2^53 - 1`);
}

function varint(value: bigint | number | boolean): number[] {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) {
    bytes.push(Number(rest & 127n) + 128);
  }
  return [...bytes, Number(rest)];
}

/** `bytes` with their length before them. */
export function delimited(bytes: ArrayLike<number>): number[] {
  return varint(bytes.length).concat(Array.from(bytes));
}

export function encode(table: Table, message: object): number[] {
  return table.reduce<number[]>((bytes, field, index) => {
    const [name, kind] = field;
    for (const value of toSend(field, (message as Values)[name])) {
      bytes = bytes.concat(varint(index * 8 + 8 + (WIRE[kind] ?? LENGTH)), content(field, value));
    }
    return bytes;
  }, []);
}

/** What is to be sent of a field: nothing if it has its default. */
function toSend([name, kind, limit]: Field, value: unknown): unknown[] {
  if (kind === 'l') {
    const list = (value ?? []) as [];
    check(name, list.length, MOST_TEXTS);
    return list;
  }
  if (kind === 'm') {
    const entries = Object.entries((value ?? {}) as object);
    check(name, entries.length, limit);
    return entries.map(([key, text]: [string, unknown]) => ({ key, value: text }));
  }
  const absent = kind === 'd' ? !Number.isFinite(value) : 'Nt'.includes(kind) ? value === undefined : !value || (value as []).length === 0;
  return absent ? [] : [value];
}

function content([name, kind, limit, table]: Field, value: unknown): number[] {
  switch (kind) {
    case 'n':
    case 'N':
      return varint(safe(name, value as number));
    case 'u':
    case 'b':
      return varint(value as bigint | boolean);
    case 'd':
      return [...new Uint8Array(new Float64Array([value as number]).buffer)];
    case 'm':
    case 't':
      return delimited(encode(kind === 'm' ? ENTRY : table, value as object));
    default: {
      const bytes = kind === 'y' ? (value as Uint8Array) : encoder.encode(value as string);
      check(name, bytes.length, limit);
      return delimited(bytes);
    }
  }
}

/** Reads where the bytes lie. Every call advances or throws, so every loop ends. */
export interface Reader {
  left(): number;
  varint(): bigint;
  take(count: number): Uint8Array;
  delimited(): Uint8Array;
}

export function reader(bytes: Uint8Array): Reader {
  let at = 0;
  const left = (): number => bytes.length - at;
  const take = (count: number): Uint8Array => {
    if (count > left()) {
      malformed(`${count} bytes are needed, ${left()} are left: send whole frames`);
    }
    at += count;
    return bytes.slice(at - count, at);
  };
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = take(1)[0]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        return BigInt.asUintN(64, value);
      }
    }
    return malformed('a varint has more than 10 bytes: encode it as protobuf says');
  };
  return { left, take, varint: readVarint, delimited: () => take(Number(readVarint())) };
}

/** What a field has that was not sent; those that may be absent have none. */
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
  for (const [name, kind] of table) {
    if (DEFAULTS[kind]) {
      message[name] = DEFAULTS[kind]();
    }
  }
  const from = reader(bytes);
  while (from.left() > 0) {
    const tag = Number(from.varint());
    const wire = tag % 8;
    const field = table[(tag - wire) / 8 - 1];
    if (tag < 8 || tag >= 2 ** 32) {
      malformed(`there is no field with the tag ${tag}`);
    } else if (field && (WIRE[field[1]] ?? LENGTH) === wire) {
      put(message, field, from);
    } else {
      skip(wire, from);
    }
  }
  return message;
}

function skip(wire: number, from: Reader): void {
  if (wire === 0) {
    from.varint();
  } else if (wire === LENGTH) {
    from.delimited();
  } else if (wire === 1 || wire === 5) {
    from.take(wire === 1 ? 8 : 4);
  } else {
    malformed(`wire type ${wire} is not allowed: do not send groups`);
  }
}

function put(message: Values, field: Field, from: Reader): void {
  const [name, kind, limit] = field;
  const value = one(field, from);
  if (kind === 'l') {
    check(name, (message[name] as unknown[]).push(value), MOST_TEXTS);
  } else if (kind === 'm') {
    const { key, value: text } = value as { key: string; value: string };
    // Not by assignment: a key may be called __proto__.
    Object.defineProperty(message[name], key, { value: text, enumerable: true, configurable: true, writable: true });
    check(name, Object.keys(message[name] as object).length, limit);
  } else {
    message[name] = value;
  }
}

function one([name, kind, limit, table]: Field, from: Reader): unknown {
  if (kind === 'd') {
    const value = new DataView(from.take(8).buffer).getFloat64(0, true);
    return Number.isFinite(value) ? value : undefined;
  }
  if (kind in WIRE) {
    const value = from.varint();
    return kind === 'u' ? value : kind === 'b' ? value > 0n : safe(name, Number(value));
  }
  const bytes = from.delimited();
  if ('mt'.includes(kind)) {
    return decode(kind === 'm' ? ENTRY : table, bytes);
  }
  check(name, bytes.length, limit);
  if (kind === 'y') {
    return bytes;
  }
  try {
    return decoder.decode(bytes);
  } catch {
    return malformed(`${name} is not UTF-8: encode texts as UTF-8`);
  }
}
