// All incidents that are remembered, the latest first.
import { Card, h, linkTo, Pending, Table, useAnswer } from './ui.js';
import { duration, number, share, time } from './format.js';

export function Incidents() {
  const answer = useAnswer('/api/v1/incidents?limit=50', 5000);
  return [h('h1', null, 'Incidents'), answer.data ? h(List, { incidents: answer.data.items }) : h(Pending, { answer })];
}

/** A lost one ended when its gateway was last known to live. */
function lasted(row) {
  if (!row.closedAt) return 'open';
  return duration(new Date(row.closedAt) - new Date(row.openedAt)) + (row.lost ? ', then lost' : '');
}

/** Of one that spans gateways all of them. */
const nodes = (row) => (row.parts ? row.parts.map((part) => part.node) : [row.node]).join(', ');

function List({ incidents }) {
  return h(Card, { wide: true },
    h(Table, {
      caption: 'Incidents', empty: 'None since the start.', rows: incidents,
      columns: [
        ['Incident', (row) => h('a', { href: linkTo('incidents', row.id) }, row.id)],
        ['Node', nodes],
        ['Opened', (row) => time(row.openedAt)],
        ['Lasted', lasted],
        ['Trigger', (row) => row.trigger],
        ['Victims', (row) => `${number(row.victims)} of ${number(row.attachedBefore)}`, 'n'],
        ['Cause', (row) => [row.cause, row.subject].filter(Boolean).join(' ')],
        ['Sure', (row) => share(row.confidence), 'n'],
        ['Verdict', (row) => row.sentence],
      ],
    }));
}
