// Every error code with its severity and title. What a code does not say, the error's own text says.
import type { ErrorBody } from '../host/generated';

export type Severity = 'info' | 'warning' | 'error';

interface ErrorWords {
  severity: Severity;
  title: string;
}

const table: Record<string, ErrorWords> = {
  usage: { severity: 'error', title: 'That cannot be asked for' },
  invalid_input: { severity: 'error', title: 'Something entered is not valid' },
  not_connected: { severity: 'warning', title: 'Not connected' },
  sign_in_needed: { severity: 'warning', title: 'Sign in again' },
  permission_denied: { severity: 'error', title: 'Not allowed' },
  wrong_company: { severity: 'error', title: 'The wrong company' },
  unreachable: { severity: 'warning', title: 'No connection' },
  not_the_api: { severity: 'warning', title: 'An unexpected answer' },
  rate_limited: { severity: 'info', title: 'Asked too often' },
  service_error: { severity: 'warning', title: 'The service reports an error' },
  not_found: { severity: 'error', title: 'Not found' },
  empty_cache: { severity: 'info', title: 'Nothing read yet' },
  cache_unreadable: { severity: 'error', title: 'What was read earlier cannot be opened' },
  cache_newer: { severity: 'error', title: 'Written by a newer Clearpost' },
  ledger_unwritable: { severity: 'error', title: 'The resend log cannot be written' },
  keychain_locked: { severity: 'warning', title: 'The keychain is locked' },
  keychain_missing: { severity: 'warning', title: 'No keychain found' },
  keychain_denied: { severity: 'warning', title: 'The keychain refused' },
  offline: { severity: 'info', title: 'Working offline' },
  busy: { severity: 'info', title: 'Something else is running' },
  file_unwritable: { severity: 'error', title: 'The file cannot be written' },
  read_only: { severity: 'info', title: 'Read-only mode' },
  cancelled: { severity: 'info', title: 'Stopped' },
};

export const knownCodes: readonly string[] = Object.keys(table);

export function errorWords(code: string): ErrorWords {
  return table[code] ?? { severity: 'error', title: 'Something went wrong' };
}

/** Whatever was thrown, as an error that can be shown. */
export function asErrorBody(thrown: unknown): ErrorBody {
  if (isErrorBody(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'internal',
    message,
    help: 'Nothing was lost. Try again; if it happens again, restart Clearpost.',
  };
}

function isErrorBody(thrown: unknown): thrown is ErrorBody {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    typeof (thrown as ErrorBody).code === 'string' &&
    typeof (thrown as ErrorBody).message === 'string'
  );
}
