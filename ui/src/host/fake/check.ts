// The fake connection check: all well, with a notice, or failing.
import type { CheckItem, CheckResult, Commands, RouteItem } from '../generated';
import { wait, type World } from './world';

type CheckCommands = Pick<Commands, 'check' | 'settings' | 'change_settings'>;

export function checkCommands(world: World): CheckCommands {
  const settings = () => {
    const here = world.here();
    const { name, colour } = here.item;
    return { company: name, colour, ...here.settings, fields: here.fields };
  };
  return {
    check: async () => {
      await wait(world.mode === 'slow' ? 2_500 : 250);
      const checks = checksOf(world);
      const { fields } = world.here();
      return { ok: checks.every((check) => check.state !== 'fails'), checks, fields };
    },
    settings: () => world.answer(settings),
    change_settings: async ({ change }) => {
      await wait(40);
      const here = world.here();
      if (world.stumbles('settings_failed'))
        throw {
          code: 'busy',
          message: 'Another window is saving.',
          help: 'Try again in a moment.',
        };
      if (change.tolerance !== null && !/^\d+(\.\d{1,2})?$/.test(change.tolerance))
        throw {
          code: 'invalid_input',
          message: `“${change.tolerance}” is not an amount.`,
          help: 'Enter an amount such as 0.05.',
        };
      if (change.colour !== null) here.item = { ...here.item, colour: change.colour };
      const { tolerance, sync_start, not_synced, route, call_order, call_invoice, read_only } =
        change;
      const { automatic_retry, closing_date } = change;
      here.settings = {
        ...here.settings,
        ...(tolerance === null ? {} : { tolerance }),
        ...(sync_start === null ? {} : { sync_start: sync_start || null }),
        ...(not_synced === null ? {} : { not_synced }),
        ...(route === null
          ? {}
          : { route: route || null, route_verified: verified(here.settings.routes, route) }),
        ...(call_order === null ? {} : { call_order: call_order || null }),
        ...(call_invoice === null ? {} : { call_invoice: call_invoice || null }),
        ...(read_only === null ? {} : { read_only }),
        ...(automatic_retry === null ? {} : { automatic_retry }),
        ...(closing_date === null ? {} : { closing_date: closing_date || null }),
      };
      if (change.field !== null) {
        const meaning = change.meaning || null;
        here.fields = here.fields.map((field) =>
          field.key === change.field ? { ...field, meaning } : field,
        );
      }
      world.changed();
      return settings();
    },
  };
}

const verified = (routes: readonly RouteItem[], route: string): boolean =>
  routes.some((item) => item.route === route && item.state === 'verified');

const check = (
  name: string,
  title: string,
  state: string,
  text: string,
  ...steps: CheckItem['steps']
): CheckItem => ({ name, title, state, text, steps });

function checksOf(world: World): CheckResult['checks'] {
  const { item } = world.here();
  if (world.mode === 'offline') {
    return ['procurement', 'quickbooks'].map((service) =>
      check(
        `${service}.reach`,
        `${service === 'procurement' ? 'ProcurementExpress' : 'QuickBooks Online'} can be reached`,
        'fails',
        'The host name could not be resolved.',
        {
          text: 'Check the network, and whether a proxy or firewall lets this computer through.',
          url: null,
        },
      ),
    );
  }
  return [...procurement(item.name, item.procurement_company), ...quickbooks(world), ...computer()];
}

function procurement(name: string, number: string): CheckItem[] {
  return [
    check(
      'procurement.reach',
      'ProcurementExpress can be reached',
      'holds',
      'It answers over an encrypted connection whose certificate this computer trusts.',
    ),
    check(
      'procurement.sign_in',
      'Sign-in to ProcurementExpress',
      'holds',
      'The credentials are accepted.',
    ),
    check(
      'procurement.company',
      'Company in ProcurementExpress',
      'holds',
      `ProcurementExpress answers for ${name}, company ${number}.`,
    ),
    check(
      'procurement.permission',
      'Permission to read documents',
      'holds',
      'Orders and invoices can be read.',
    ),
    check(
      'procurement.quickbooks',
      'ProcurementExpress’ own connection',
      'holds',
      'ProcurementExpress says that it is connected to QuickBooks Online.',
    ),
  ];
}

function quickbooks({ mode, open }: World): CheckItem[] {
  const item = open?.item;
  const signIn = (text: string, step: string): CheckItem =>
    check('quickbooks.sign_in', 'Sign-in to QuickBooks Online', 'fails', text, {
      text: step,
      url: null,
    });
  if (!item?.quickbooks_name)
    return [
      signIn(
        'QuickBooks Online is not connected here, so nothing can be proved.',
        'Connect QuickBooks Online with your own Intuit keys.',
      ),
    ];
  if (item.state === 'sign_in_needed')
    return [signIn('The sign-in is no longer accepted.', 'Connect QuickBooks Online again.')];
  const orders = 'Purchase orders in QuickBooks Online';
  return [
    check(
      'quickbooks.reach',
      'QuickBooks Online can be reached',
      'holds',
      'It answers over an encrypted connection whose certificate this computer trusts.',
    ),
    check(
      'quickbooks.sign_in',
      'Sign-in to QuickBooks Online',
      'holds',
      'The credentials are accepted.',
    ),
    check(
      'quickbooks.company',
      'Company in QuickBooks Online',
      'holds',
      `QuickBooks Online answers for ${item.quickbooks_name}, realm ${item.realm}.`,
    ),
    check(
      'quickbooks.permission',
      'Permission to read the books',
      'holds',
      'Vendors, accounts, purchase order entities, bills and their changes can be read.',
    ),
    mode === 'failing'
      ? check(
          'quickbooks.purchase_orders',
          orders,
          'fails',
          'Purchase orders are switched off in QuickBooks Online, so orders cannot arrive.',
          {
            text: 'In QuickBooks Online: Account and settings, Expenses, Purchase orders: switch on “Use purchase orders”. This needs the Plus or Advanced plan.',
            url: 'https://qbo.intuit.com/app/settings?p=Expenses',
          },
          {
            text: 'If this company keeps orders out of the books on purpose, say so in the settings: orders are then not expected there.',
            url: null,
          },
        )
      : check('quickbooks.purchase_orders', orders, 'holds', 'Purchase orders are switched on.'),
    check(
      'quickbooks.closing_date',
      'Closing date',
      'notice',
      'The books are closed up to 31 December 2025: bills dated on or before it are refused.',
    ),
    check('quickbooks.currency', 'Currencies', 'holds', 'Home currency USD, several currencies.'),
    check(
      'quickbooks.tax',
      'Tax',
      'holds',
      'Sales tax is switched on: tax codes of both sides must fit each other.',
    ),
  ];
}

function computer(): CheckItem[] {
  return [
    check('resend.route', 'Way to resend', 'holds', 'Resends go by the agreed route “edit”.'),
    check('clock', 'This computer’s clock', 'holds', 'It agrees with QuickBooks Online’s.'),
  ];
}
