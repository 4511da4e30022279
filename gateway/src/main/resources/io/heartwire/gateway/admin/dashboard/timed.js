// Levers that end by themselves: hold (no verdicts of silence) and extend (a longer timeout).
import { useState } from 'preact/hooks';
import { Card, h, Table, useAnswer } from './ui.js';
import { Lever } from './levers.js';
import { send } from './api.js';
import { duration, number, time } from './format.js';

const MINUTE = 60_000;

export function Timed() {
  const holds = useAnswer('/api/v1/holds', 2000);
  const extensions = useAnswer('/api/v1/extensions', 2000);
  const rows = [...(holds.data?.items ?? []), ...(extensions.data?.items ?? [])];
  return h(Card, { title: 'Levers that end by themselves', id: 'timed', wide: true },
    h(Table, {
      caption: 'Levers in force', empty: 'None is in force.', rows,
      columns: [
        ['Lever', (row) => (row.kind === 'hold' ? 'hold' : `timeout + ${duration(row.moreMs)}`)],
        ['For', (row) => row.scope], ['Clients', (row) => number(row.clients), 'n'],
        ['Spares now', (row) => number(row.suspects), 'n'], ['By', (row) => row.by],
        ['Ends', (row) => `${time(row.until)}, in ${duration(row.leftMs)}`],
        ['', (row) => h(Lever, { label: 'End it now', plan: () => lifted(row) })],
      ],
    }),
    h(Pull));
}

function Pull() {
  const [minutes, setMinutes] = useState('10');
  const [seconds, setSeconds] = useState('30');
  const input = (id, value, set) =>
    h('input', { id, value, inputmode: 'numeric', autocomplete: 'off', onInput: (event) => set(event.target.value.trim()) });
  return h('div', null,
    h('label', null, 'For so many minutes ', input('minutes', minutes, setMinutes)),
    h('p', null, h(Lever, { id: 'hold', label: 'Hold all', danger: true, plan: () => held(minutes) })),
    h('label', null, 'Seconds more than the timeout ', input('more', seconds, setSeconds)),
    h('p', null, h(Lever, { id: 'extend', label: 'Extend for all', danger: true, plan: () => extended(minutes, seconds) })));
}

function whole(text, what) {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${what} (${text}) is no whole number above 0: change it`);
  return Number(text);
}

async function held(minutes) {
  const body = { timeMs: whole(minutes, 'minutes') * MINUTE };
  const view = await send('POST', '/api/v1/holds?dryRun=true', body);
  return {
    method: 'POST', path: '/api/v1/holds', body,
    says: [`No verdict of silence and no offline event for ${number(view.clients)} clients until ${time(view.until)}.`, ...spared(view)],
  };
}

async function extended(minutes, seconds) {
  const body = { timeMs: whole(minutes, 'minutes') * MINUTE, moreMs: whole(seconds, 'seconds') * 1000 };
  const view = await send('POST', '/api/v1/extensions?dryRun=true', body);
  return {
    method: 'POST', path: '/api/v1/extensions', body,
    says: [`The timeout of ${number(view.clients)} clients is longer by ${duration(view.moreMs)} until ${time(view.until)}.`, ...spared(view)],
  };
}

const spared = (view) => [`It spares ${number(view.suspects)} who are silent now. It ends by itself; undo: end it now.`];

function lifted(row) {
  return {
    method: 'DELETE', path: `/api/v1/${row.kind === 'hold' ? 'holds' : 'extensions'}/${row.id}`,
    says: [`The ${row.kind} for ${row.scope} ends now instead of at ${time(row.until)}; ${number(row.suspects)} silent clients may be called dead.`],
  };
}
