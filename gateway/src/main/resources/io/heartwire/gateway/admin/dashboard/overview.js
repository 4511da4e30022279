// How the gateway is, at one glance.
import { Bars, Card, Figure, h, linkTo, Pending, Table, useAnswer, useLive } from './ui.js';
import { useEffect } from 'preact/hooks';
import { ago, duration, number, share, time } from './format.js';

export function Overview() {
  const { status } = useLive();
  // For whoever measures how long an operator waits for the first figures.
  useEffect(() => {
    if (status) performance.mark('first-figures');
  }, [!status]);
  const incidents = useAnswer('/api/v1/incidents?limit=5', 5000);
  if (!status) return [h('h1', null, 'Overview'), h(Pending, { answer: {} })];
  const worst = Math.max(0, ...status.loops.map((loop) => loop.lagMs));
  return [
    h('h1', null, 'Overview'),
    status.draining && h('p', { class: 'banner warn', role: 'status' }, draining(status.drain)),
    h(Verdict, { incidents }),
    h(
      'div',
      { class: 'figures' },
      h(Figure, { id: 'attached', name: 'Attached', value: status.attached, note: status.cluster.nodes > 1
        ? `of ${number(status.cluster.attached)} at ${number(status.cluster.nodes)} gateways` : `${number(status.connections)} connections`, tone: 'good' }),
      h(Figure, { id: 'in-grace', name: 'In grace', value: status.inGrace, note: 'may come back', tone: status.inGrace ? 'warn' : '' }),
      h(Figure, { id: 'offline', name: 'Offline', value: status.offline, note: 'remembered' }),
      h(Figure, { id: 'suspects', name: 'Suspects', value: status.suspects, note: 'silent and asked', tone: status.suspects ? 'warn' : '' }),
      h(Figure, { id: 'lag', name: 'Latest event loop', value: duration(worst), note: 'late now', tone: worst > 1000 ? 'bad' : '' }),
      h(Figure, {
        id: 'breaker', name: 'Mass breaker', value: status.breaker.state, tone: status.breaker.state === 'open' ? 'bad' : 'good',
        note: `${number(status.breaker.heldInAll)} verdicts held so far`,
      }),
    ),
    status.breaker.why && h('p', { class: 'banner bad', role: 'alert' }, status.breaker.why),
    h(
      'div',
      { class: 'cards' },
      h(Card, { title: 'Warnings', id: 'warnings' },
        status.warnings.length
          ? h('ul', null, status.warnings.map((warning) => h('li', { key: warning }, warning)))
          : h('p', { class: 'quiet' }, 'None.')),
      h(Card, { title: 'Disconnects by reason', id: 'disconnects' },
        h(Bars, { counts: status.disconnects, empty: 'Nobody has left since the start.', caption: 'Disconnects by reason' }),
        h('p', { class: 'quiet' }, `Since the start, ${ago(status.startedAt)}; ${number(status.falseDisconnects)} of them were wrong.`)),
      h(Card, { title: 'Health of the attached', id: 'health' },
        h(Bars, { counts: status.health, empty: 'Nobody is attached.', caption: 'Health' })),
      h(Card, { title: 'Open and latest incidents', id: 'incidents' }, h(Latest, { incidents })),
    ),
  ];
}

const draining = (drain) => `Draining (${drain.state}): ${number(drain.told)} of ${number(drain.total)} clients told, `
  + `${number(drain.attached)} attached, over in ${duration(drain.leftMs)} at the latest.`;

function Verdict({ incidents }) {
  const open = incidents.data && incidents.data.items.find((incident) => !incident.closedAt);
  if (!open) return null;
  return h(
    'p',
    { class: 'banner bad', role: 'alert', id: 'verdict' },
    h('a', { href: linkTo('incidents', open.id) }, open.sentence),
    ` ${share(open.confidence)} sure; open since ${time(open.openedAt)}.`,
  );
}

function Latest({ incidents }) {
  if (!incidents.data) return h(Pending, { answer: incidents });
  return h(Table, {
    caption: 'Incidents', empty: 'None since the start.', rows: incidents.data.items,
    columns: [
      ['Opened', (row) => h('a', { href: linkTo('incidents', row.id) }, time(row.openedAt))],
      ['State', (row) => (row.closedAt ? 'closed' : 'open')],
      ['Victims', (row) => number(row.victims), 'n'],
      ['Cause', (row) => row.cause],
    ],
  });
}
