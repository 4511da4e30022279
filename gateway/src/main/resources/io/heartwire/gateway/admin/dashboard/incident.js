// One incident: the verdict first, then what speaks for it and against it, then the figures around the moment.
import { Bars, Card, clientLink, Facts, h, Pending, Table, Tag, useAnswer } from './ui.js';
import { Plot } from './plots.js';
import { bytes, duration, number, share, time } from './format.js';

export function Incident({ thing: id }) {
  const answer = useAnswer(`/api/v1/incidents/${encodeURIComponent(id)}`, 5000);
  return answer.data ? h(Known, { it: answer.data }) : [h('h1', null, `Incident ${id}`), h(Pending, { answer })];
}

function Known({ it }) {
  const { verdict, findings, suspects } = it.diagnosis;
  return [
    h('h1', null, `Incident ${it.id}`),
    h(Verdict, { verdict, it }),
    h('div', { class: 'suspects' }, suspects.map((suspect) => h(Suspect, { key: suspect.suspect, suspect }))),
    h('div', { class: 'cards' },
      h(Card, { title: 'What happened', id: 'happened' }, h(Facts, { facts: what(it) })),
      h(Card, { title: 'Victims by reason', id: 'by-reason' }, h(Bars, { counts: it.byReason || {}, empty: 'None.', caption: 'Victims by reason' })),
      h(Card, { title: 'When they fell silent', id: 'timing' }, h(Facts, { facts: timing(it.timing) }))),
    h(Card, { title: 'What the victims have in common', wide: true, id: 'cohorts' }, h(Cohorts, { cohorts: it.cohorts || [] })),
    h(Card, { title: 'Other hypotheses', wide: true, id: 'findings' }, h(Findings, { findings: findings.slice(1) })),
    it.evidence && h(Evidence, { evidence: it.evidence, mark: it.openedAt }),
    h(Card, { title: `The first ${number((it.firstVictims || []).length)} victims`, wide: true, id: 'victims' }, h(Sufferers, { rows: it.firstVictims || [] })),
    it.sample && h(Card, { title: 'Suspects that were looked at', wide: true, id: 'sample' }, h(Sufferers, { rows: it.sample.suspects || [] })),
    it.sample && h(Card, { title: 'Healthy ones, to compare', wide: true, id: 'healthy' }, h(Sufferers, { rows: it.sample.healthy || [] })),
  ];
}

function Verdict({ verdict, it }) {
  return h('section', { class: 'verdict', id: 'verdict', 'aria-label': 'Verdict' },
    h('p', { class: 'sentence' }, verdict.sentence),
    h('p', null, h(Tag, { tone: it.closedAt ? '' : 'bad' }, state(it)), ' ',
      h(Tag, null, [verdict.cause, verdict.subject].filter(Boolean).join(' ')), ' ',
      h('span', { id: 'confidence' }, `${share(verdict.confidence)} sure`)),
    h('ol', null, (verdict.facts || []).slice(0, 3).map((fact) => h('li', { key: fact }, fact))),
    h(Facts, { facts: [['Against it', verdict.against], ['What to do', verdict.advice]] }),
    verdict.command && h('pre', null, verdict.command));
}

function Suspect({ suspect }) {
  return h('section', { class: 'card' },
    h('h2', null, suspect.suspect, ' ', h(Tag, { tone: suspect.cleared ? 'good' : 'bad' }, suspect.cleared ? 'cleared' : 'not cleared')),
    h('p', null, suspect.why));
}

/** Lost: its gateway was, and did not see its end. */
const state = (it) => (it.lost ? 'lost' : it.closedAt ? 'closed' : 'open');

const what = (it) => [
  ['Node', it.node],
  ['Opened', time(it.openedAt)],
  [it.lost ? 'Lost' : 'Closed', it.closedAt ? `${time(it.closedAt)}, after ${duration(new Date(it.closedAt) - new Date(it.openedAt))}` : 'not yet'],
  ['Trigger', it.trigger],
  ['Detail', it.detail],
  ['Attached before', number(it.attachedBefore)],
  ['Victims', number(it.victims)],
  ['Suspects', number(it.suspects)],
  ['Unheard', it.unheard === undefined ? undefined : number(it.unheard)],
];

function timing(t) {
  if (!t) return [];
  return [
    ['Spread', `${duration(t.spreadMs)}, ${t.simultaneous ? 'all at once' : 'one after the other'}`],
    ['Silent before, median', t.idleMedianMs ? duration(t.idleMedianMs) : undefined],
    ['Near that median', t.idleShareNear === undefined ? undefined : share(t.idleShareNear)],
    ['Repeats every', t.periodMs ? duration(t.periodMs) : undefined],
  ];
}

function Cohorts({ cohorts }) {
  return h(Table, {
    caption: 'Cohorts', empty: 'Nothing that others do not have as well.', rows: cohorts.map((c) => ({ ...c, key: `${c.dimension}=${c.value}` })),
    columns: [
      ['Cohort', (row) => `${row.dimension} = ${row.value}`],
      ['Victims', (row) => number(row.victims), 'n'],
      ['Members', (row) => number(row.members), 'n'],
      ['Of all victims', (row) => share(row.explains), 'n'],
      ['Of its members', (row) => share(row.hit), 'n'],
      ['Lift', (row) => String(row.lift), 'n'],
    ],
  });
}

function Findings({ findings }) {
  return h(Table, {
    caption: 'Other hypotheses', empty: 'Nothing speaks for another one.', rows: findings,
    columns: [
      ['Cause', (row) => [row.cause, row.subject].filter(Boolean).join(' ')],
      ['Sure', (row) => share(row.confidence), 'n'],
      ['In one sentence', (row) => row.sentence],
      ['Against it', (row) => row.against],
    ],
  });
}

const FIRST = ['attached', 'disconnects', 'suspects', 'loop-lag', 'gc-pause', 'process-cpu', 'steal', 'throttled', 'handlers-on-loops', 'queue-wait', 'connects', 'retransmits'];

/** Signals that say something: those that are not the same all the time, the usual ones first. */
function telling(signals) {
  const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return Object.entries(signals)
    .filter(([, signal]) => new Set(signal.values.filter((value) => value !== null)).size > 1)
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .slice(0, 18);
}

function Evidence({ evidence, mark }) {
  const plots = telling(evidence.signals || {});
  const missing = Object.entries(evidence.unavailable || {});
  return [
    h(Card, { title: 'Around the moment', wide: true, id: 'plots' },
      plots.length
        ? h('div', { class: 'plots' }, plots.map(([name, signal]) =>
            h(Plot, { key: name, title: name, times: evidence.times, values: signal.values, unit: signal.unit, mark })))
        : h('p', { class: 'quiet' }, 'Nothing that is measured has changed.')),
    h(Card, { title: 'What was seen', wide: true, id: 'happenings' },
      h(Table, {
        caption: 'Happenings', empty: 'Nothing.', rows: evidence.happenings || [],
        columns: [
          ['When', (row) => time(row.from)],
          ['What', (row) => row.kind],
          ['For', (row) => duration(row.durationMs), 'n'],
          ['Where', (row) => row.subject],
          ['By', (row) => row.culprit],
          ['Stack', (row) => row.stack && row.stack.length > 0 && h('details', null, h('summary', null, row.stack[0]), h('pre', null, row.stack.join('\n')))],
        ],
      })),
    missing.length > 0 && h(Card, { title: 'Not available here', wide: true, id: 'unavailable' }, h(Facts, { facts: missing })),
  ];
}

function Sufferers({ rows }) {
  return h(Table, {
    caption: 'Clients', empty: 'None.', rows: rows.map((row) => ({ ...row, key: row.clientId })),
    columns: [
      ['Client', (row) => clientLink(row.clientId)],
      ['When', (row) => (row.at ? time(row.at) : '')],
      ['Reason', (row) => row.reason || row.state || ''],
      ['Silent for', (row) => duration(row.silenceMs), 'n'],
      ['Excused', (row) => duration(row.excusedMs), 'n'],
      ['Age', (row) => duration(row.ageMs), 'n'],
      ['Unread', (row) => (row.kernel ? bytes(row.kernel.unreadBytes) : 'unknown'), 'n'],
      ['Source', (row) => row.source],
      ['Listener', (row) => row.listener],
      ['Loop', (row) => row.loop],
      ['Version', (row) => row.version],
      ['Last message', (row) => row.lastType],
    ],
  });
}
