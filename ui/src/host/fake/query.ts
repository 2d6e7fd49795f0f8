// Search, filter and sort over the fake documents, as the real host does them in Rust.
import type { ListQuery, ListResult, ListRow } from '../generated';
import type { FakeDocument } from './company';

const sorts: Record<string, (a: ListRow, b: ListRow) => number> = {
  date: (a, b) => text(a.date, b.date),
  number: (a, b) => text(a.number, b.number),
  supplier: (a, b) => text(a.supplier.toLowerCase(), b.supplier.toLowerCase()),
  amount: (a, b) => Number(a.amount) - Number(b.amount),
  state: (a, b) => text(a.state, b.state),
  due_since: (a, b) => text(a.due_since, b.due_since),
  age: (a, b) => (a.age_days ?? -1) - (b.age_days ?? -1),
};

function text(a: string | null, b: string | null): number {
  const left = a ?? '';
  const right = b ?? '';
  return left < right ? -1 : left > right ? 1 : 0;
}

export function answerList(
  documents: readonly FakeDocument[],
  query: ListQuery,
  asOf: string | null,
): ListResult {
  const needle = query.search?.trim().toLowerCase() ?? '';
  const candidates = documents.filter(
    (row) =>
      (query.archived || !row.archived) &&
      (query.kind === null || row.kind === query.kind) &&
      (query.classes.length === 0 || row.classes.some((name) => query.classes.includes(name))) &&
      (needle === '' ||
        `${row.number ?? ''} ${row.supplier} ${row.amount ?? ''} ${row.headline ?? ''}`
          .toLowerCase()
          .includes(needle)),
  );
  const matching =
    query.states.length === 0
      ? candidates
      : candidates.filter((row) => query.states.includes(row.state));
  const offset = query.offset ?? 0;
  const sorted = [...matching].sort(ordering(query.sort));
  return {
    as_of: asOf,
    total: matching.length,
    rows: sorted.slice(offset, offset + (query.limit ?? 100)).map(toRow),
    by_state: countStates(candidates),
  };
}

export function countStates(documents: readonly ListRow[]): { [key: string]: number } {
  const counts: { [key: string]: number } = {};
  for (const row of documents) counts[row.state] = (counts[row.state] ?? 0) + 1;
  return counts;
}

function ordering(sort: string | null): (a: ListRow, b: ListRow) => number {
  const [field = 'date', direction] = (sort ?? 'date:desc').split(':');
  const compare = sorts[field] ?? sorts['date'];
  const sign = direction === 'desc' ? -1 : 1;
  return (a, b) => sign * (compare?.(a, b) ?? 0) || text(a.ref, b.ref);
}

export function toRow(document: FakeDocument): ListRow {
  const {
    id: _id,
    cause: _cause,
    differences: _differences,
    handledReason: _reason,
    raw: _raw,
    ...row
  } = document;
  return row;
}
