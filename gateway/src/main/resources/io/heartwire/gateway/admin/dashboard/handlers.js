// What happens to messages by type, and where their handlers run.
import { Card, h, Pending, Table, useAnswer } from './ui.js';
import { Lever } from './levers.js';
import { get } from './api.js';
import { duration, number } from './format.js';

const MODELS = {
  inline: 'on the event loop itself: fast, and every connection of the loop waits while it runs',
  queue: 'in the queue of its connection, one after the other, off the event loop',
  'per-task': 'each message on a thread of its own, off the event loop; their order is not kept',
};

const times = (t, name) => (t ? duration(t[name]) : '');

export function Handlers() {
  const answer = useAnswer('/api/v1/handlers', 2000);
  return [
    h('h1', null, 'Handlers'),
    answer.data
      ? h(Card, { wide: true },
          h(Table, {
            caption: 'Handlers', empty: 'No message has come yet.', rows: answer.data.items.map((row) => ({ ...row, key: row.type })),
            columns: [
              ['Type', (row) => row.type],
              ['Runs', (row) => row.model + (row.configured ? ` (configured: ${row.configured})` : '')],
              ['Handled', (row) => number(row.count), 'n'],
              ['p50', (row) => times(row.took, 'p50Ms'), 'n'],
              ['p99', (row) => times(row.took, 'p99Ms'), 'n'],
              ['Max', (row) => times(row.took, 'maxMs'), 'n'],
              ['Waited p99', (row) => times(row.waited, 'p99Ms'), 'n'],
              ['On event loops', (row) => duration(row.loopMs), 'n'],
              ['Held a loop', (row) => number(row.slow), 'n'],
              ['Failed', (row) => number(row.failed), 'n'],
              ['Busy', (row) => number(row.busy), 'n'],
              ['Expired', (row) => number(row.expired), 'n'],
              ['Lever', (row) => h(Move, { row })],
            ],
          }))
      : h(Pending, { answer }),
  ];
}

function Move({ row }) {
  if (row.type === 'other') return null;
  return Object.keys(MODELS).filter((model) => model !== row.model).map((model) =>
    h(Lever, { key: model, label: `Run ${model}`, danger: model === 'inline', plan: () => plan(row.type, model) }));
}

async function plan(type, model) {
  const all = await get('/api/v1/handlers');
  const now = all.items.find((row) => row.type === type);
  return {
    method: 'PUT', path: `/api/v1/handlers/${encodeURIComponent(type)}`, body: { model },
    says: [
      `Messages of type ${type} are handled ${now ? now.model : 'as configured'} now, ${now ? number(now.count) : 'none'} so far, p99 ${now ? times(now.took, 'p99Ms') || 'unknown' : 'unknown'}.`,
      `From the next message on they run ${MODELS[model]}.`,
      'It holds until the next start, and is undone by choosing the former model.',
    ],
  };
}
