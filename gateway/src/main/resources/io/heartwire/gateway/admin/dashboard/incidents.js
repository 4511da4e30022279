// All incidents that are remembered, the latest first.
import { Card, h, linkTo, Pending, Table, useAnswer } from './ui.js';
import { duration, number, share, time } from './format.js';

export function Incidents() {
  const answer = useAnswer('/api/v1/incidents?limit=50', 5000);
  return [h('h1', null, 'Incidents'), answer.data ? h(List, { incidents: answer.data.items }) : h(Pending, { answer })];
}

const lasted = (row) => (row.closedAt ? duration(new Date(row.closedAt) - new Date(row.openedAt)) : 'open');

function List({ incidents }) {
  return h(Card, { wide: true },
    h(Table, {
      caption: 'Incidents', empty: 'None since the start.', rows: incidents,
      columns: [
        ['Incident', (row) => h('a', { href: linkTo('incidents', row.id) }, row.id)],
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
