// How figures, times and durations are written; every function answers text.

const NUMBER = new Intl.NumberFormat('en');
const SHARE = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

export const number = (n) => (n === undefined || n === null ? 'unknown' : NUMBER.format(n));

export const share = (part) => (part === undefined || part === null ? 'unknown' : SHARE.format(part));

/** 850 ms, 3.2 s, 4 min 10 s, 3 h 5 min, 2 d 4 h. */
export function duration(ms) {
  if (ms === undefined || ms === null) return 'unknown';
  if (ms < 1000) return `${Math.round(ms * 100) / 100} ms`;
  const s = ms / 1000;
  if (s < 60) return `${Math.round(s * 10) / 10} s`;
  const two = (big, bigUnit, small, smallUnit) => (small ? `${big} ${bigUnit} ${small} ${smallUnit}` : `${big} ${bigUnit}`);
  if (s < 3600) return two(Math.floor(s / 60), 'min', Math.floor(s % 60), 's');
  if (s < 86400) return two(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return two(Math.floor(s / 86400), 'd', Math.floor((s % 86400) / 3600), 'h');
}

/** The local time; with the date unless it is today. */
export function time(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return 'unknown';
  const two = (n) => String(n).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const today = at.toDateString() === new Date().toDateString();
  return today ? clock : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

export const ago = (iso) => `${duration(Math.max(0, Date.now() - new Date(iso).getTime()))} ago`;

export const bytes = (n) => (n < 1024 ? `${n} B` : `${number(Math.round(n / 1024))} KiB`);
