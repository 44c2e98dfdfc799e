// Packs statements into rows of the strip: those with a status first, then the short-lived; the rest is counted.
const OPEN_TAIL_DAYS = 5; // a statement without an end fades out: nobody said how long it held
const [THINNEST, THICKEST, BETWEEN] = [3, 7, 1.4];
const TOP = 11; // room for the counts of what found no row

const rank = ({ statement }) => Number(Boolean(statement.key)) * 2 + Number(Boolean(statement.state));

export function packRows(statements, [first, last], toX, height) {
  const wanted = statements.map((statement) => spanOf(statement, first, last, toX)).filter(Boolean);
  wanted.sort((a, b) => rank(b) - rank(a) || (a.x1 - a.x0) - (b.x1 - b.x0) || a.x0 - b.x0);
  const most = Math.max(1, Math.floor((height - TOP + BETWEEN) / (THINNEST + BETWEEN)));
  const rows = [];
  const left = [];
  for (const bar of wanted) {
    let row = rows.findIndex((taken) => taken.every(([a, b]) => bar.x0 >= b + 2 || bar.x1 <= a - 2));
    if (row < 0 && rows.length < most) row = rows.push([]) - 1;
    if (row < 0) {
      left.push(bar);
      continue;
    }
    rows[row].push([bar.x0, bar.x1]);
    bar.row = row;
  }
  const thick = Math.max(THINNEST, Math.min(THICKEST, (height - TOP) / Math.max(1, rows.length) - BETWEEN));
  const bars = wanted.filter((bar) => bar.row !== undefined);
  for (const bar of bars) {
    bar.h = thick;
    bar.y = height - (bar.row + 1) * (thick + BETWEEN);
  }
  return { bars, left };
}

function spanOf(statement, first, last, toX) {
  const open = statement.until === null || statement.until === undefined;
  const until = open ? statement.from + OPEN_TAIL_DAYS : statement.until;
  if (until <= first || statement.from > last) return null;
  const from = Math.max(first, statement.from);
  const x0 = toX(from) - 2;
  const x1 = Math.max(x0 + 5, toX(Math.min(last + 0.5, until)) - 2);
  const dayPx = (toX(last) - toX(first)) / (last - first);
  return {
    statement,
    x0,
    x1,
    solid: open ? Math.min(dayPx, x1 - x0) : x1 - x0,
    fadeIn: statement.from < first ? Math.min(14, x1 - x0) : Math.min((statement.loose || 0) * dayPx, (x1 - x0) * 0.7),
    fadeOut: open,
  };
}
