// All clients by silence.
import { useState } from 'preact/hooks';
import { Card, clientLink, h, linkTo, Pending, State, Table, useAnswer } from './ui.js';
import { Heat } from './heat.js';
import { duration, number, time } from './format.js';

const DIMENSIONS = ['group', 'listener', 'source', 'state', 'version'];
const LISTED = new Set(['group', 'listener', 'version']);

const named = (row) => (row.others ? 'all others' : row.name || '(none)');

function span(column, columns) {
  return column === columns - 1 ? 'at or beyond their timeout' : `${column * 5} to ${column * 5 + 5} % of their timeout`;
}

export function HeatMap({ query }) {
  const by = DIMENSIONS.includes(query.get('by')) ? query.get('by') : 'group';
  const answer = useAnswer(`/api/v1/heatmap?by=${by}`, 2000);
  return [
    h('h1', null, 'Clients by silence'),
    h(
      'p',
      { class: 'choices' },
      'Rows by ',
      DIMENSIONS.map((word) => h('a', { key: word, href: `#/heatmap?by=${word}`, 'aria-current': word === by ? 'true' : undefined }, word)),
    ),
    answer.data ? h(Map, { map: answer.data }) : h(Pending, { answer }),
  ];
}

function Map({ map }) {
  const [cell, pick] = useState();
  const missing = map.attached - map.heard;
  const hint = cell
    ? `${number(cell.row.cells[cell.column])} of ${number(cell.row.clients)} clients of ${named(cell.row)}: silent for ${span(cell.column, cell.row.cells.length)}`
    : `${number(map.heard)} clients at ${time(map.at)}`;
  return [
    missing > 0 && h('p', { class: 'banner warn' }, `${number(missing)} more are attached, and their event loops did not answer within a second.`),
    h(Card, { wide: true },
      h('p', { class: 'hint', 'aria-live': 'off' }, hint),
      map.rows.length
        ? h('div', { class: 'heatmap' },
            h('ol', { class: 'rows' }, map.rows.map((row) => h('li', { key: row.name + row.others, title: named(row) }, named(row)))),
            h(Heat, { rows: map.rows, pick: (row, column) => pick(row && { row, column }) }))
        : h('p', { class: 'quiet' }, 'Nobody is attached.'),
      h('p', { class: 'legend' }, h('span', null, 'just heard'), h('span', { class: 'ramp' }), h('span', null, 'at the timeout'))),
    h(Card, { title: 'Nearest to their timeout', wide: true },
      h(Table, {
        caption: 'Nearest to their timeout', empty: 'Nobody is attached.', rows: map.longest,
        columns: [
          ['Client', (row) => clientLink(row.clientId)],
          ['State', (row) => h(State, { word: row.state })],
          ['Silent for', (row) => duration(row.silenceMs), 'n'],
          ['Timeout', (row) => duration(row.timeoutMs), 'n'],
          ['Passed', (row) => `${row.percent} %`, 'n'],
        ],
      })),
    h(Card, { title: `By ${map.by}`, wide: true },
      h(Table, {
        caption: `By ${map.by}`, empty: 'Nobody is attached.', rows: map.rows,
        columns: [
          [map.by, (row) => (LISTED.has(map.by) && row.name && !row.others
            ? h('a', { href: `${linkTo('clients')}?${map.by}=${encodeURIComponent(row.name)}` }, row.name) : named(row))],
          ['Clients', (row) => number(row.clients), 'n'],
          ['Suspects', (row) => number(row.suspects), 'n'],
          ['Half of the timeout or more', (row) => number(row.cells.slice(10).reduce((a, b) => a + b, 0)), 'n'],
        ],
      })),
  ];
}
