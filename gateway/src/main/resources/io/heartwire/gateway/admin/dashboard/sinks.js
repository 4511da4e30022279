// Other systems that are told, and how far each is.
import { Card, h, Pending, Table, Tag, useAnswer } from './ui.js';
import { duration, number } from './format.js';

export function Sinks() {
  const answer = useAnswer('/api/v1/sinks', 2000);
  return [
    h('h1', null, 'Sinks'),
    answer.data
      ? h(Card, { wide: true },
          h(Table, {
            caption: 'Sinks', empty: 'None is configured: nobody is told but who asks.', rows: answer.data.items.map((row) => ({ ...row, key: row.name })),
            columns: [
              ['Sink', (row) => row.name],
              ['Type', (row) => row.type],
              ['Served by', (row) => row.servedBy || 'nobody'],
              ['State', (row) => (row.broken ? h(Tag, { tone: 'bad' }, 'loses events') : row.problem ? h(Tag, { tone: 'warn' }, 'failing') : h(Tag, { tone: 'good' }, 'well'))],
              ['Behind', (row) => number(row.behind), 'n'],
              ['Last event', (row) => number(row.last), 'n'],
              ['Delivered', (row) => number(row.delivered), 'n'],
              ['Failures', (row) => number(row.failures), 'n'],
              ['Missed', (row) => number(row.missed), 'n'],
              ['Dead letters', (row) => number(row.deadLetters.kept), 'n'],
              ['Circuit', (row) => row.circuit && `${row.circuit.host} ${row.circuit.state}${row.circuit.leftMs ? `, ${duration(row.circuit.leftMs)} left` : ''}`],
              ['Why it fails', (row) => row.problem || ''],
            ],
          }))
      : h(Pending, { answer }),
  ];
}
