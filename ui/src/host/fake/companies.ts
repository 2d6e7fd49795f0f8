// The fake companies: opened, disconnected, and the demonstration.
import type { Commands } from '../generated';
import { fakeCompany } from './company';
import { connection, error, time, wait, type World } from './world';

type CompanyCommands = Pick<
  Commands,
  'companies' | 'open_company' | 'open_demonstration' | 'disconnect'
>;

export function companyCommands(world: World): CompanyCommands {
  return {
    companies: () =>
      world.answer(() => ({
        companies: world.companies.map((one) => ({ ...one.item, open: one === world.open })),
        keychain: world.keychain(),
      })),
    open_company: async ({ key }) => {
      await wait(60);
      const found = world.companies.find((one) => one.item.key === key);
      if (!found) throw error('not_found', 'This company is not known here.', 'Connect it again.');
      world.open = found;
      world.changed();
      return world.status();
    },
    open_demonstration: async () => {
      await wait(120);
      let demonstration = world.companies.find((one) => one.item.demonstration);
      if (!demonstration) {
        demonstration = connection(
          {
            key: 'demonstration',
            name: 'Harbour & Vale Trading',
            quickbooks_name: 'Harbour & Vale Trading',
            procurement_company: '7001',
            realm: '4620816365',
            environment: 'sandbox',
            colour: 'purple',
            demonstration: true,
            state: 'connected',
            why: null,
          },
          fakeCompany(420, world.now),
          time(world.now),
          world.now,
        );
        world.companies = [demonstration, ...world.companies];
      }
      world.open = demonstration;
      world.changed();
      return world.status();
    },
    disconnect: async ({ query }) => {
      await wait(300);
      const found = world.companies.find((one) => one.item.key === query.key);
      if (!found) throw error('not_found', 'This company is not known here.', 'Look again.');
      const revoked = query.service === 'quickbooks' && !world.stumbles('not_revoked');
      if (query.service === 'quickbooks') {
        found.item = {
          ...found.item,
          quickbooks_name: null,
          realm: null,
          environment: null,
          state: 'disconnected',
          why: 'QuickBooks Online is not connected, so nothing can be proved.',
        };
      } else {
        found.item = {
          ...found.item,
          state: 'cache_only',
          why: 'Its credentials are not stored; what was read is shown.',
        };
      }
      if (query.wipe) Object.assign(found, { documents: [], asOf: null });
      if (query.wipe && found.item.state === 'cache_only') {
        world.companies = world.companies.filter((one) => one !== found);
        if (world.open === found) world.open = null;
      }
      world.changed();
      const deleted = query.wipe ? ' What was read of it is deleted; the resend log stays.' : '';
      return {
        revoked,
        text: revoked
          ? `QuickBooks Online confirmed that the sign-in is void.${deleted}`
          : query.service === 'quickbooks'
            ? `The credentials are deleted here, but Intuit did not confirm it. In QuickBooks Online: Apps, My apps, Disconnect.${deleted}`
            : `The credentials are deleted here. A token of ProcurementExpress stays valid until it is changed there.${deleted}`,
      };
    },
  };
}
