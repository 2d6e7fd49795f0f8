// What the fake host can be asked to be, and where it can be made to stumble once.

export const fakeModes = [
  'normal',
  'error',
  'empty',
  'unconnected',
  'offline',
  'stale',
  'slow',
  'clear',
  'large',
  'real',
  'partial',
  'several',
  'signed_out',
  'keychain_missing',
  'failing',
] as const;
export type FakeMode = (typeof fakeModes)[number];

/** Each happens the first time it can, and never again: so a test sees the error and the way on. */
export const stumbles = [
  'keychain_locked',
  'empty_clipboard',
  'token_refused',
  'unreachable',
  'wrong_keys',
  'access_denied',
  'expired_code',
  'no_answer',
  'names_differ',
  'not_revoked',
  'proof_failed',
  'settings_failed',
  'resend_failed',
  'restarts_approval',
  'not_saved',
] as const;
export type Stumble = (typeof stumbles)[number];

export interface Asked {
  mode: FakeMode;
  stumble: Stumble | null;
}

export function askedIn(search: string): Asked {
  const asked = new URLSearchParams(search);
  return {
    mode: fakeModes.find((mode) => mode === asked.get('fake')) ?? 'normal',
    stumble: stumbles.find((stumble) => stumble === asked.get('stumble')) ?? null,
  };
}
