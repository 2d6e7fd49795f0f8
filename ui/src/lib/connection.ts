// Companies, their connections and the connection check, in words.
import type { CompanyItem } from '../host/generated';
import { plain, type Tone } from './words';

export const colours = [
  'blue',
  'teal',
  'green',
  'olive',
  'amber',
  'red',
  'purple',
  'grey',
] as const;

export const colourClass = (colour: string): string =>
  `colour-${colours.find((known) => known === colour) ?? 'grey'}`;

/** "LB" for "Larkspur Building Supplies Ltd": two letters tell companies apart where colours cannot. */
export function initials(name: string): string {
  const words = name.split(/[\s&/,.-]+/).filter(Boolean);
  const letters = (words.length > 1 ? words.slice(0, 2) : [name]).map((word) => [...word]);
  const [first, second] = letters;
  return `${first?.[0] ?? ''}${second?.[0] ?? (letters.length === 1 ? (first?.[1] ?? '') : '')}`.toUpperCase();
}

interface Words {
  word: string;
  tone: Tone;
}

const companyStates: Record<string, Words> = {
  connected: { word: 'Connected', tone: 'good' },
  sign_in_needed: { word: 'Sign in again', tone: 'warn' },
  disconnected: { word: 'Without QuickBooks Online', tone: 'warn' },
  cache_only: { word: 'Read earlier, not connected', tone: 'calm' },
};

export const companyState = (state: string): Words =>
  companyStates[state] ?? { word: plain(state), tone: 'calm' };

/** Where the company stands, in one line. */
export function companyLine(item: CompanyItem): string {
  if (item.demonstration) return 'Demonstration, simulated on this computer';
  // A connection that is stored nowhere is called connected, with or without its books.
  const alone = item.state === 'connected' && item.quickbooks_name === null;
  return companyState(alone ? 'disconnected' : item.state).word;
}

const environments: Record<string, string> = {
  sandbox: 'Sandbox company',
  production: 'Real company',
};

export const environmentWord = (environment: string | null): string =>
  environment === null ? '' : (environments[environment] ?? plain(environment));

const checkStates: Record<string, Words> = {
  holds: { word: 'Holds', tone: 'good' },
  notice: { word: 'Worth knowing', tone: 'warn' },
  fails: { word: 'Fails', tone: 'bad' },
};

export const checkState = (state: string): Words =>
  checkStates[state] ?? { word: plain(state), tone: 'calm' };

const keychainStates: Record<string, Words & { meaning: string }> = {
  available: {
    word: 'Available',
    tone: 'good',
    meaning: 'You stay signed in when Clearpost is closed.',
  },
  locked: {
    word: 'Locked',
    tone: 'warn',
    meaning:
      'Until it is unlocked, credentials live in memory and are gone when Clearpost is closed.',
  },
  denied: {
    word: 'Denied',
    tone: 'warn',
    meaning:
      'The system does not let Clearpost use it: credentials live in memory and are gone when Clearpost is closed.',
  },
  missing: {
    word: 'Missing',
    tone: 'warn',
    meaning:
      'Without one, credentials live in memory and are gone when Clearpost is closed. Then you paste them again.',
  },
};

export const keychainState = (state: string): Words & { meaning: string } =>
  keychainStates[state] ?? { word: plain(state), tone: 'calm', meaning: '' };

const results: Record<string, Words> = {
  equal: { word: 'Equal', tone: 'good' },
  differs: { word: 'Differs', tone: 'bad' },
  tolerated: { word: 'Counts as equal', tone: 'busy' },
  not_compared: { word: 'Not compared', tone: 'calm' },
};

export const resultWords = (result: string): Words =>
  results[result] ?? { word: plain(result), tone: 'calm' };

/** What an undocumented key can mean, in the order offered. */
export const meanings: ReadonlyArray<[string, string]> = [
  ['', 'Not decided'],
  ['sync_state', 'State of the sync'],
  ['sync_error', 'Error of the sync'],
  ['quickbooks_id', 'Id in QuickBooks Online'],
  ['synced_at', 'Time of the sync'],
  ['ignore', 'Nothing; leave it out'],
];
