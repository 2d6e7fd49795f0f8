// The keys that work anywhere in the window, and what they do.
import { flushSync } from 'svelte';
import { globalAction, isTextField, type Action } from '../../lib/keys';
import type { Documents } from '../documents/documents.svelte';
import type { ProofCard } from '../proof/proof.svelte';
import type { Resend } from '../resend/resend.svelte';
import { views, type Desk } from './desk.svelte';

interface Parts {
  desk: Desk;
  documents: Documents;
  resend: Resend;
  proof: ProofCard;
}

const dialogOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** What works with and without an open company. */
export function handleKey(event: KeyboardEvent, desk: Desk): void {
  const action = globalAction(event);
  if (!action || event.defaultPrevented) return;
  if (action === 'refresh') {
    // The page itself is never reloaded, not even from a text field or a dialog; Shift + R there is text.
    const typed = event.key === 'R' && !event.ctrlKey;
    if (typed && (dialogOpen() || isTextField(event.target))) return;
    event.preventDefault();
    if (!dialogOpen() && !desk.connecting) void desk.refresh();
    return;
  }
  if (dialogOpen() || isTextField(event.target)) return;
  if (action === 'help') desk.keysShown = true;
  else if (action === 'company') desk.companyMenuOpen = true;
  else return;
  event.preventDefault();
}

/** What works on the documents of the open company. */
export function handleDocumentKey(event: KeyboardEvent, parts: Parts): void {
  const action = globalAction(event);
  if (!action || event.defaultPrevented || dialogOpen()) return;
  if (isTextField(event.target)) {
    if (action === 'close' && event.target instanceof HTMLInputElement) leaveField(event, parts);
    return;
  }
  if (perform(action, event.key, parts)) event.preventDefault();
}

function leaveField(event: KeyboardEvent, { documents }: Parts): void {
  const field = event.target as HTMLInputElement;
  if (field.id !== 'search') return field.blur();
  event.preventDefault();
  if (documents.search !== '') {
    documents.search = '';
    documents.restart();
  } else {
    focusGrid();
  }
}

function perform(action: Action, key: string, { desk, documents, resend, proof }: Parts): boolean {
  if (action === 'view') {
    desk.view = views[Number(key) - 1] ?? desk.view;
    return true;
  }
  if (action === 'search') {
    // The field must have the focus before the next key comes, or that key would be a shortcut.
    flushSync(() => (desk.view = 'documents'));
    document.getElementById('search')?.focus();
    return true;
  }
  if (desk.view !== 'documents') return false;
  const row = documents.current;
  switch (action) {
    case 'next':
      documents.focus(documents.focusIndex + 1);
      return true;
    case 'previous':
      documents.focus(documents.focusIndex - 1);
      return true;
    case 'select':
      documents.selection.toggle(documents.focusIndex);
      return true;
    case 'resend':
      return askResend(documents, resend);
    case 'procurement':
      void openProcurement(desk, row?.ref);
      return true;
    case 'quickbooks':
      if (row?.quickbooks) void desk.open(row.quickbooks.url);
      else desk.tell('Nothing is known of it in QuickBooks Online', 'calm');
      return true;
    case 'proof':
      if (row) proof.open(row.ref);
      return true;
    case 'close':
      if (documents.selection.size > 0) documents.selection.clear();
      else if (documents.inspectorOpen) documents.setInspector(false);
      return true;
    default:
      return false;
  }
}

function askResend(documents: Documents, resend: Resend): boolean {
  const { selection, current } = documents;
  if (selection.size > 0) {
    void resend.ask({ references: selection.references, rows: [...selection.rows.values()] });
  } else if (current) {
    void resend.ask({ references: [current.ref], rows: [current] });
  }
  return true;
}

async function openProcurement(desk: Desk, reference: string | undefined): Promise<void> {
  if (reference === undefined) return;
  try {
    const { links } = await desk.host.show({ reference });
    if (links.procurement) await desk.open(links.procurement);
    else desk.tell('Its page in ProcurementExpress is not known', 'calm');
  } catch (thrown) {
    desk.fail(thrown);
  }
}

function focusGrid(): void {
  document.getElementById('documents-grid')?.focus();
}
