// Who is let in when all come at once.
import { useState } from 'preact/hooks';
import { Card, Facts, Figure, h, Pending, useAnswer } from './ui.js';
import { Lever } from './levers.js';
import { Timed } from './timed.js';
import { get } from './api.js';
import { duration, number } from './format.js';

export function Storm() {
  const answer = useAnswer('/api/v1/storm', 1000);
  const drain = useAnswer('/api/v1/drain', 2000);
  return [
    h('h1', null, 'Storm'),
    answer.data ? h(Known, { it: answer.data }) : h(Pending, { answer }),
    // Only below what is there: a dialog that is moved closes.
    answer.data && h(Timed),
    drain.data && h(Drain, { drain: drain.data }),
  ];
}

const perSecond = (n) => (n === 0 ? 'any number' : `${number(n)} a second`);

function Known({ it }) {
  return [
    h('div', { class: 'figures' },
      h(Figure, { name: 'May begin', value: perSecond(it.loginsPerSecond), note: it.cluster ? `set to ${it.rate}; of ${number(it.cluster.perSecond)} at ${it.cluster.gateways} gateways` : `set to ${it.rate}` }),
      h(Figure, { name: 'Login, 99 %', value: duration(it.loginP99Ms), note: `capacity ${perSecond(it.capacityPerSecond)}` }),
      h(Figure, { name: 'Under way', value: it.inFlight.now, note: `of ${number(it.inFlight.max)}` }),
      h(Figure, { name: 'Waiting for their turn', value: it.slots.outstanding, note: `the last one in ${duration(it.slots.lastMs)}`, tone: it.slots.outstanding ? 'warn' : '' })),
    h('div', { class: 'cards' },
      h(Card, { title: 'Let in' }, h(Facts, { facts: [
        ['Resumed', number(it.admitted.resumed)], ['On time', number(it.admitted.onTime)], ['Others', number(it.admitted.others)], ['Welcomed', number(it.welcomed)],
      ] })),
      h(Card, { title: 'Sent away' }, h(Facts, { facts: [
        ['Told to come later', number(it.later)], ['Ignored their time', `${number(it.ignoredHints)} times, ${number(it.ignoringClients)} clients`],
        ['Turns missed', number(it.slots.missed)], ['Logins in flight full', number(it.refused.loginsInFlight)],
        ['Source full', number(it.refused.source)], ['Connections full', number(it.refused.connections)],
      ] })),
      h(Card, { title: 'Bounds' }, h(Facts, { facts: [
        ['Connections', `${number(it.connections.now)} of ${number(it.connections.max)}`],
        ['From one source', it.connectionsPerSource ? number(it.connectionsPerSource) : 'any number'],
        ['At once', `${number(it.tokens)} of ${number(it.burst)}`],
      ] })),
      h(Rate)),
  ];
}

function Rate() {
  const [rate, set] = useState('');
  return h(Card, { title: 'Admit' },
    h('label', null, 'Logins a second, adaptive, or off ',
      h('input', { id: 'rate', value: rate, onInput: (event) => set(event.target.value.trim()), autocomplete: 'off' })),
    h('p', null, h(Lever, { id: 'admit', label: 'Set the rate', danger: true, plan: () => plan(rate) })));
}

async function plan(rate) {
  if (!/^(\d{1,9}|adaptive|off)$/.test(rate)) throw new Error(`the rate (${rate}) is neither a number nor adaptive nor off: change it`);
  const now = await get('/api/v1/storm');
  const then = { adaptive: 'as many as are answered in time', off: 'any number' }[rate] || `${number(Number(rate))} a second`;
  return {
    method: 'PUT', path: '/api/v1/storm', body: { rate: /^\d+$/.test(rate) ? Number(rate) : rate },
    says: [
      `Logins may begin at ${perSecond(now.loginsPerSecond)} now (set to ${now.rate}); then: ${then}.`,
      `${number(now.slots.outstanding)} clients wait for a turn they were given; those keep it.`,
      `It holds until the next start. Undo: set ${now.rate}.`,
    ],
  };
}

function Drain({ drain }) {
  return h(Card, { title: 'Drain', id: 'drain', wide: true },
    h(Facts, { facts: [
      ['State', drain.state], ['Attached', number(drain.attached)], ['Told', `${number(drain.told)} of ${number(drain.total)}`],
      ['Over', duration(drain.timeMs)], ['Left', drain.state === 'serving' ? undefined : duration(drain.leftMs)],
    ] }),
    drain.state === 'serving' && h(Lever, { id: 'drain-now', label: 'Drain this node', danger: true, plan: drained }));
}

async function drained() {
  const [drain, status] = await Promise.all([get('/api/v1/drain'), get('/api/v1/status')]);
  return {
    method: 'POST', path: '/api/v1/drain',
    says: [
      `All ${number(drain.attached)} clients of ${status.node} are told to go elsewhere, over ${duration(drain.timeMs)}; no new ones are let in.`,
      'Then this process ends, and with it this page. It cannot be undone.',
    ],
  };
}
