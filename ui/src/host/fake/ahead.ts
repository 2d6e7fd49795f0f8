// What lies ahead in the fake company: a forecast, near names, the closing-date radar.
import type { Commands, ForecastItem, ListRow, RadarPart } from '../generated';
import { fakeCauses, fakeHelp } from './causes';
import { toRow } from './query';
import type { World } from './world';

type AheadCommands = Pick<Commands, 'forecast' | 'twins' | 'radar'>;

export function aheadCommands(world: World): AheadCommands {
  return {
    forecast: () =>
      world.answer(() => {
        const waiting = world.documents.filter((row) => row.state === 'not_due');
        const documents = waiting.filter((_, index) => index % 4 === 0).map(toRow);
        return {
          as_of: world.asOf,
          looked_at: waiting.length,
          without_lines: waiting.length,
          documents: documents.map(foreseen),
          causes: [],
          company: [],
        };
      }),
    twins: () =>
      world.answer(() => ({
        as_of: world.asOf,
        names: 85,
        groups: [
          {
            id: 'vendor:95',
            likeness: 'spelling',
            action: 'link',
            headline:
              'Supplier “Hartwell & Sons” and vendor “Hartwell and Sons Ltd” may be one company with two spellings',
            steps: [
              {
                text: 'If it is the same company, give the supplier exactly the name of the vendor.',
                url: 'https://app.procurementexpress.com/',
              },
            ],
            twins: [
              twin('vendor', '95', 'Hartwell and Sons Ltd', []),
              twin(
                'supplier',
                '8806',
                'Hartwell & Sons',
                world.documents.slice(0, 3).map((row) => row.ref),
              ),
            ],
          },
        ],
      })),
    radar: ({ query }) =>
      world.answer(() => {
        const closing = query.closing_date ?? world.here().settings.closing_date;
        const open = world.documents.filter(
          (row) => row.kind === 'invoice' && ['failed', 'missing'].includes(row.state),
        );
        const before = (row: ListRow) => closing !== null && (row.date ?? '') <= closing;
        return {
          as_of: world.asOf,
          closing_date: closing,
          closing_source: closing === null ? null : 'typed',
          next_close: query.next_close ?? '2026-02-28',
          closed: part(open.filter(before).map(toRow)),
          before_next: part(open.filter((row) => !before(row)).map(toRow)),
          not_due: part([]),
        };
      }),
  };
}

function foreseen(row: ListRow): ForecastItem {
  const cause = fakeCauses[0];
  if (!cause) throw new Error('there are causes');
  const { code, confidence, retry, headline, steps, culprit } = cause;
  return {
    ...row,
    classes: [cause.class],
    headline,
    lines_known: false,
    findings: [
      {
        code,
        class: cause.class,
        confidence,
        retry,
        headline,
        cause: cause.cause,
        steps,
        culprit,
        error_text: null,
        resolved: false,
        ...fakeHelp(headline),
      },
    ],
  };
}

function twin(list: string, id: string, name: string, documents: string[]) {
  return { list, id, name, active: true, currency: null, vendor: null, documents, url: null };
}

const part = (documents: ListRow[]): RadarPart => ({ documents, totals: [] });
