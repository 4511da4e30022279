// The list of clients, filtered by what the link says.
import { Card, clientLink, h, Pending, State, Table, useAnswer } from './ui.js';
import { ago, duration, number } from './format.js';

const FILTERS = ['presence', 'id', 'group', 'listener', 'user', 'version', 'address', 'health', 'tag', 'stale', 'after'];

export function Clients({ query }) {
  const asked = new URLSearchParams([...query].filter(([name, value]) => FILTERS.includes(name) && value));
  asked.set('limit', '100');
  const answer = useAnswer(`/api/v1/clients?${asked}`, 5000);
  const filter = (event) => {
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([, value]) => value);
    location.hash = `#/clients?${new URLSearchParams(given)}`;
  };
  const field = (name) => h('label', null, name, h('input', { name, defaultValue: query.get(name) || '', autocomplete: 'off' }));
  return [
    h('h1', null, 'Clients'),
    h('form', { class: 'filter', onSubmit: filter, key: query.toString() },
      h('label', null, 'presence',
        h('select', { name: 'presence' },
          ['attached', 'in-grace', 'offline'].map((word) => h('option', { key: word, value: word, selected: word === query.get('presence') }, word)))),
      ['id', 'group', 'version', 'address'].map(field),
      h('button', null, 'Show')),
    answer.data ? h(List, { answer: answer.data, asked }) : h(Pending, { answer }),
  ];
}

function List({ answer, asked }) {
  const next = new URLSearchParams(asked);
  next.delete('limit');
  if (answer.next) next.set('after', answer.next);
  return h(Card, { wide: true },
    (answer.missing || []).map((it) => h('p', { class: 'banner warn', key: it.node }, `Without the clients of ${it.node}: ${it.why}`)),
    h('p', { class: 'quiet' }, `${number(answer.items.length)} of ${number(answer.total)}`),
    h(Table, {
      caption: 'Clients', empty: 'None.', rows: answer.items.map((item) => ({ ...item, key: item.clientId })),
      columns: [
        ['Client', (row) => clientLink(row.clientId)],
        ['State', (row) => h(State, { word: row.state })],
        ['Since', (row) => ago(row.since)],
        ['Silent for', (row) => (row.silenceMs === undefined ? '' : duration(row.silenceMs)), 'n'],
        ['Round trip', (row) => (row.rttMs === undefined ? '' : duration(row.rttMs)), 'n'],
        ['Health', (row) => row.health && h(State, { word: row.health })],
        ['Group', (row) => row.group],
        ['Version', (row) => row.version],
        ['Address', (row) => row.remoteAddress],
        ['Node', (row) => row.node],
      ],
    }),
    answer.next && h('p', null, h('a', { href: `#/clients?${next}` }, 'The next 100')));
}
