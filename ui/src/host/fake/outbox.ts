// The fake resend as it is asked for: one document after the other, paused, stopped, receipted.
import type { AttemptItem, Commands, ResendItem, ResendQuery, RouteItem } from '../generated';
import type { FakeDocument } from './company';
import { receiptOf } from './receipts';
import { browse, chosen, keep, lookFirst, notSent, send } from './resend';
import { error, time, wait, type World } from './world';

type ResendCommands = Pick<
  Commands,
  'resend' | 'pause' | 'resume' | 'outbox' | 'cancel_attempt' | 'confirm_pressed' | 'verify_route'
>;

export function resendCommands(world: World): ResendCommands {
  let serial = 0;
  let paused = false;

  const now = (): string => time(Date.now());
  const outbox = () => ({ attempts: world.open?.attempts ?? [] });
  const become = (attempt: string, state: string, event = state): void => {
    const here = world.here();
    here.attempts = here.attempts.map((item) =>
      item.attempt === attempt
        ? { ...item, state, history: [...item.history, { at: now(), event }] }
        : item,
    );
  };
  const note = (attempt: AttemptItem): void => {
    const here = world.here();
    here.attempts = [attempt, ...here.attempts];
  };
  const stateOf = (attempt: string): string =>
    world.here().attempts.find((item) => item.attempt === attempt)?.state ?? '';

  /** Waits until the user says what came of the page. */
  async function inBrowser(row: FakeDocument): Promise<ResendItem> {
    const opened = browse(row, serial++, now());
    note(opened.attempt);
    world.opened.push(`https://app.procurementexpress.com/${row.kind}s/${row.id}`);
    while (stateOf(opened.attempt.attempt) === 'in_flight' && !world.cancelled) await wait(20);
    const pressed = stateOf(opened.attempt.attempt) === 'sent';
    if (!pressed) return opened.item;
    become(opened.attempt.attempt, 'proved');
    return { ...send(row, 0, now()).item, attempt: opened.attempt.attempt };
  }

  async function one(row: FakeDocument, before: ResendItem | undefined): Promise<ResendItem> {
    if (world.cancelled) return notSent(row);
    if (before && before.outcome !== 'would_send') return before;
    if (world.here().settings.route === 'browser') return inBrowser(row);
    const sent = (world.mode === 'offline' ? keep : send)(row, serial++, now());
    note(sent.attempt);
    return sent.item;
  }

  function wanted(query: ResendQuery): FakeDocument[] {
    if (!query.queued) return chosen(world.documents, query);
    const waiting = outbox().attempts.filter(
      ({ state, due }) => state === 'queued' && (!due || due <= now()),
    );
    return waiting.map((attempt) => world.find(attempt.ref));
  }

  function leave(row: FakeDocument): void {
    for (const attempt of outbox().attempts)
      if (attempt.ref === row.ref && attempt.state === 'queued')
        become(attempt.attempt, 'cancelled', 'replaced');
  }

  return {
    resend: async ({ query }) => {
      world.cancelled = paused = false;
      const rows = wanted(query);
      await wait(world.mode === 'slow' ? 1_500 : 60);
      const looked = rows.map((row) => lookFirst(row, query));
      const offline = world.mode === 'offline' ? { offline: true } : {};
      if (query.dry_run) return { results: looked, ...offline };
      if (world.stumbles('resend_failed'))
        throw error('unreachable', 'QuickBooks Online could not be reached.', 'Nothing was sent.');
      const results: ResendItem[] = [];
      for (const [index, row] of rows.entries()) {
        world.report({ job: 'resend', phase: 'Resending', done: index, total: rows.length });
        await wait(world.mode === 'slow' ? 400 : 12);
        while (paused && !world.cancelled) await wait(20);
        if (query.queued) leave(row);
        results.push(await one(row, looked[index]));
      }
      const stopped = world.cancelled ? 'it was cancelled' : null;
      const told = { results, ...(stopped ? { stopped } : {}) };
      if (rows.length < 2) {
        world.changed();
        return told;
      }
      const receipt = `01JRECEIPT${serial}`;
      const here = world.here();
      const kept = receiptOf(receipt, results, here.documents, Date.now(), stopped);
      here.receipts = [kept, ...here.receipts];
      world.changed();
      return { ...told, receipt };
    },
    pause: async () => {
      paused = true;
      return null;
    },
    resume: async () => {
      paused = false;
      return null;
    },
    outbox: () => world.answer(outbox),
    cancel_attempt: ({ attempt }) =>
      world.answer(() => {
        become(attempt, 'cancelled');
        return outbox();
      }),
    confirm_pressed: ({ attempt, pressed }) =>
      world.answer(() => {
        become(attempt, pressed ? 'sent' : 'refused', pressed ? 'pressed' : 'not_pressed');
        return outbox();
      }),
    verify_route: async ({ query }) => {
      world.cancelled = false;
      await wait(300);
      const row = world.find(query.ref);
      const result = await one(row, undefined);
      const here = world.here();
      const state = world.stumbles('restarts_approval')
        ? 'stopped'
        : result.outcome === 'proved'
          ? 'verified'
          : 'unverified';
      const settle = (item: RouteItem): RouteItem =>
        item.route === query.route ? { ...item, state, since: now(), by: query.ref } : item;
      here.settings = {
        ...here.settings,
        routes: here.settings.routes.map(settle),
        route_verified: state === 'verified',
      };
      world.changed();
      const route = here.settings.routes.find((item) => item.route === query.route);
      if (!route) throw error('invalid_input', 'There is no such route.', 'Choose another.');
      return {
        route,
        result: state === 'stopped' ? { ...result, outcome: 'left_approved_status' } : result,
      };
    },
  };
}
