// Who changed what through the administration, the latest first.
import { Card, h, Pending, Table, Tag, useAnswer } from './ui.js';
import { number, time } from './format.js';

function change(row) {
  if (!row.before && !row.after) return '';
  return `${row.before || '-'} → ${row.after || '-'}`;
}

export function Audit({ query }) {
  const action = query.get('action') || '';
  // The filter is part of the link.
  const choose = (event) => {
    const wanted = event.target.value.trim();
    location.hash = `#/audit${wanted ? `?action=${encodeURIComponent(wanted)}` : ''}`;
  };
  const answer = useAnswer(`/api/v1/audit?limit=200${action ? `&action=${encodeURIComponent(action)}` : ''}`, 2000);
  return [
    h('h1', null, 'Audit'),
    h('p', null,
      h('label', null, 'Action ',
        h('input', { id: 'action', type: 'search', value: action, placeholder: 'all', autocomplete: 'off', onChange: choose }))),
    answer.data
      ? h(Card, { wide: true },
          h('p', { id: 'kept', class: 'quiet' }, `${number(answer.data.total)} kept, ${number(answer.data.dropped)} had to make room`),
          h(Table, {
            caption: 'Audit log', empty: 'Nobody has changed anything.', rows: answer.data.items.map((row) => ({ ...row, key: row.id })),
            columns: [
              ['When', (row) => time(row.at)],
              ['Who', (row) => row.by],
              ['What', (row) => row.action],
              ['Scope', (row) => row.scope],
              ['Before → after', change],
              ['Expires', (row) => (row.expires ? time(row.expires) : '')],
              ['Result', (row) => (row.dryRun ? h(Tag, null, row.result) : h(Tag, { tone: row.result === 'done' ? 'good' : 'bad' }, row.result))],
            ],
          }))
      : h(Pending, { answer }),
  ];
}
