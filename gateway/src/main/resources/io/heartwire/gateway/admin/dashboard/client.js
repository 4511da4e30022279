// One client: what it is, what it was, and what its connection's kernel says.
import { clientPath, get } from './api.js';
import { Card, Facts, h, Pending, State, Table, useAnswer } from './ui.js';
import { Lever } from './levers.js';
import { ago, bytes, duration, number, time } from './format.js';

export function Client({ thing: id }) {
  const answer = useAnswer(clientPath(id), 2000);
  return [
    h('h1', { class: 'id' }, id),
    answer.data ? h(Known, { client: answer.data, id }) : h(Pending, { answer }),
  ];
}

function Known({ client, id }) {
  return [
    h('p', { class: 'levers' },
      h(State, { word: client.state }), ' ', client.health && h(State, { word: client.health }), ' ',
      client.stale && h('span', { class: 'tag warn' }, 'stale'), client.unstable && h('span', { class: 'tag warn' }, 'unstable'),
      client.sessionId && h(Lever, { id: 'kick', label: 'Log out', danger: true, plan: () => kick(id) }),
      client.policy && h(Lever, {
        id: 'check', label: client.policy.check ? 'Stop judging its silence' : 'Judge its silence', plan: () => check(id, !client.policy.check),
      })),
    h('div', { class: 'cards' },
      h(Card, { title: 'Now', id: 'now' }, h(Facts, { facts: now(client) })),
      client.policy && h(Card, { title: 'Held to', id: 'policy' }, h(Facts, { facts: policy(client.policy) })),
      h(Card, { title: 'The kernel’s view', id: 'kernel' },
        client.kernel ? h(Facts, { facts: kernel(client.kernel) }) : h('p', { class: 'quiet' }, 'Not available: it is not attached, or this system cannot tell.')),
      client.status && h(Card, { title: 'What it says of itself', id: 'said' }, h(Facts, { facts: said(client.status) }), h(Rules, { judgement: client.judgement })),
      client.lastDisconnect && h(Card, { title: 'How it left last time', id: 'last' },
        h(Facts, { facts: left(client.lastDisconnect) }),
        client.lastDisconnect.kernel && [h('h3', null, 'The kernel’s view then'), h(Facts, { facts: kernel(client.lastDisconnect.kernel) })])),
    h(Card, { title: 'Epochs', wide: true, id: 'epochs' }, h(Timeline, { events: client.transitions, presence: client.presence })),
    h(Card, { title: 'Its latest events', wide: true, id: 'transitions' },
      h(Table, {
        caption: 'Events', empty: 'None are remembered.', rows: client.transitions,
        columns: [
          ['Number', (event) => event.id, 'n'],
          ['When', (event) => time(event.time)],
          ['What', (event) => word(event)],
          ['Epoch', (event) => (event.epoch === undefined ? '' : String(event.epoch)), 'n'],
          ['Evidence', (event) => evidence(event.data)],
        ],
      })),
  ];
}

const word = (event) => event.type.replace('io.heartwire.', '');

function evidence(data) {
  if (!data || typeof data !== 'object') return String(data ?? '');
  return Object.entries(data)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

const now = (c) => [
  ['Silent for', c.silenceMs === undefined ? undefined : duration(c.silenceMs)],
  ['Round trip', c.rttMs === undefined ? undefined : duration(c.rttMs)],
  ['Since', `${time(c.since)}, ${ago(c.since)}`],
  ['Epoch', String(c.epoch)],
  ['Session', c.sessionId],
  ['Presence', c.presence && c.presence.presence],
  ['User', c.user],
  ['Group', c.group],
  ['Group data', c.groupData && c.groupData.version ? `version ${c.groupData.version}, it has ${c.groupData.named}` : undefined],
  ['Tags', (c.tags || []).join(', ')],
  ['Listener', c.listener],
  ['Address', c.remoteAddress],
  ['Version', c.version],
  ['Waiting for it to read', c.outboundBytes === undefined ? undefined : bytes(c.outboundBytes)],
];

const policy = (p) => [
  ['Interval', duration(p.intervalMs)],
  ['Suspected after', duration(p.suspectAfterMs)],
  ['Timeout', duration(p.timeoutMs)],
  ['Frozen after', duration(p.frozenAfterMs)],
  ['Its silence', p.check ? 'is judged' : 'is not judged'],
  ['Times from', p.from],
  ['Check from', p.checkFrom],
];

const kernel = (k) => [
  ['State', k.state],
  ['Last data', `${duration(k.lastDataMs)} ago`],
  ['Last acknowledgement', `${duration(k.lastAckMs)} ago`],
  ['Unread by us', bytes(k.unreadBytes)],
  ['Unacknowledged', `${number(k.unackedSegments)} segments`],
  ['Not sent', bytes(k.notSentBytes)],
  ['Retransmissions', `${number(k.retransmits)}, back-off ${k.backoff}`],
  ['RTO', duration(k.rtoMs)],
  ['Round trip', duration(k.rttMs)],
];

const said = (s) => [
  ['Battery', s.battery], ['Signal', s.signal], ['Load', s.load], ['Health', s.health],
  ...Object.entries(s.values || {}),
  ['Says so since', time(s.changedAt)],
];

const left = (d) => [
  ['When', `${time(d.at)}, ${ago(d.at)}`],
  ['Reason', d.reason],
  ['Decided by', d.decidedBy],
  ['Close code', d.closeCode === undefined ? undefined : String(d.closeCode)],
  ['Detail', d.detail],
  ['Silent for', duration(d.silenceMs)],
  ['Excused', duration(d.excusedMs)],
  ['Probes sent', number(d.probesSent)],
  ['Incident', d.incident],
];

function Rules({ judgement }) {
  const rules = (judgement && judgement.rules) || [];
  return h('ul', null, rules.map((rule) => h('li', { key: rule.rule }, `${rule.rule}: ${rule.answer}${rule.why ? `, ${rule.why}` : ''}`)));
}

/** What it was between two events; the last one goes on until now. */
function spans(events, presence) {
  const states = { online: 'online', resumed: 'online', offline: 'offline' };
  const steps = events.filter((event) => states[word(event)]).map((event) => ({
    at: new Date(event.time).getTime(), state: states[word(event)], epoch: event.epoch,
  }));
  if (presence && presence.presence === 'IN_GRACE') {
    steps.push({ at: new Date(presence.changed).getTime(), state: 'in grace', epoch: presence.epoch });
  }
  steps.sort((a, b) => a.at - b.at);
  return steps.map((step, i) => ({ ...step, until: i + 1 < steps.length ? steps[i + 1].at : Date.now() }));
}

function Timeline({ events, presence }) {
  const parts = spans(events, presence);
  if (!parts.length) return h('p', { class: 'quiet' }, 'No comings and goings are remembered.');
  const all = Math.max(1, parts[parts.length - 1].until - parts[0].at);
  const text = (part) => `epoch ${part.epoch}: ${part.state} for ${duration(part.until - part.at)} from ${time(part.at)}`;
  return [
    h('div', { class: 'timeline', role: 'img', 'aria-label': 'Timeline' },
      parts.map((part, i) => h('span', {
        key: i, class: part.state.replace(' ', '-'), title: text(part), style: { flexGrow: Math.max(0.004, (part.until - part.at) / all) },
      }))),
    h('ol', { class: 'epochs' }, parts.slice(-10).reverse().map((part, i) => h('li', { key: i }, text(part)))),
  ];
}

async function kick(id) {
  const client = await get(clientPath(id));
  return {
    method: 'DELETE', path: clientPath(id),
    says: [
      `${id} (${client.state}, epoch ${client.epoch}, attached since ${time(client.since)}) is told to leave and does not come back by itself.`,
      'It is offline at once, without grace, and the reason is KICKED. It can be undone only at the client.',
    ],
  };
}

async function check(id, enabled) {
  const path = `/api/v1/checks/client/${encodeURIComponent(id)}`;
  const before = await get(path);
  return {
    method: 'PUT', path, body: { enabled },
    says: [
      `The check of ${id} is ${before.enabled === false ? 'off' : 'on'} (${before.from}), and would be ${enabled ? 'on' : 'off'} until the next start.`,
      enabled ? 'It leaves as SILENT once its timeout is over.' : 'However long it is silent, it stays attached as long as its connection does.',
    ],
  };
}
