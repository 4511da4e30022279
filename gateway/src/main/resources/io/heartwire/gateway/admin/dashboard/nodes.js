// The nodes: all that share the engine, then this one, and its event loops.
import { Card, Facts, h, Pending, State, Table, useAnswer, useLive } from './ui.js';
import { ago, duration, number, time } from './format.js';

export function Nodes() {
  const { status } = useLive();
  const all = useAnswer('/api/v1/nodes', 5000);
  return [h('h1', null, 'Nodes'), all.data && all.data.total > 1 && h(All, { nodes: all.data }), status ? h(Node, { it: status }) : h(Pending, { answer: {} })];
}

function All({ nodes }) {
  return h(Card, { title: 'Gateways', wide: true },
    h('p', { class: 'quiet' }, `${number(nodes.attached)} clients attached, ${number(nodes.inGrace)} in grace, ${number(nodes.offline)} offline`),
    h(Table, {
      caption: 'Gateways', empty: 'None.', rows: nodes.items.map((row) => ({ ...row, key: row.node })),
      columns: [
        ['Node', (row) => row.node + (row.self ? ' (this one)' : '')],
        ['State', (row) => h(State, { word: row.state })],
        ['Since', (row) => row.since && ago(row.since)],
        ['Clients', (row) => row.clients !== undefined && number(row.clients), 'n'],
        ['Logins', (row) => row.logins !== undefined && number(row.logins), 'n'],
        ['Version', (row) => row.version],
        ['Administration', (row) => row.admin],
        ['', (row) => row.detail],
      ],
    }));
}

function Node({ it }) {
  return [
    h(Card, { title: it.node, wide: true },
      h(Facts, { facts: [
        ['Started', `${time(it.startedAt)}, up for ${duration(it.uptimeMs)}`],
        ['Transport', it.transport],
        ['Listeners', Object.entries(it.listeners).map(([name, at]) => `${name} ${at}`).join(', ')],
        ['Attached', number(it.attached)], ['In grace', number(it.inGrace)], ['Offline', number(it.offline)],
        ['Connections', number(it.connections)], ['Logins', number(it.logins)], ['Heartbeats', number(it.heartbeats)],
        ['Last sweep', it.lastSweepMs === undefined ? undefined : `${duration(it.lastSweepMs)} ago`],
        ['False disconnects', number(it.falseDisconnects)], ['Unreachable', number(it.unreachable)],
        ['Draining', it.draining ? 'yes' : 'no'],
      ] })),
    h(Card, { title: 'Event loops', wide: true },
      h(Table, {
        caption: 'Event loops', empty: 'None.', rows: it.loops.map((row) => ({ ...row, key: row.name })),
        columns: [
          ['Loop', (row) => row.name],
          ['Late now', (row) => duration(row.lagMs), 'n'],
          ['Latest ever', (row) => duration(row.maxLagMs), 'n'],
          ['Connections', (row) => number(row.connections), 'n'],
          ['Suspects', (row) => number(row.suspects), 'n'],
          ['Stalls', (row) => number(row.stalls), 'n'],
          ['Stalled for', (row) => duration(row.stalledMs), 'n'],
          ['Late reads', (row) => number(row.lateReads), 'n'],
          ['Verdicts', (row) => number(row.verdicts), 'n'],
          ['Sweep', (row) => `${number(row.sweepMicros)} µs`, 'n'],
          ['Errors', (row) => number(row.errors), 'n'],
        ],
      })),
  ];
}
