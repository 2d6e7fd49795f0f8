// The keyboard: which key does what. The same table drives the key list and the key handler.

export type Action =
  | 'next'
  | 'previous'
  | 'open'
  | 'select'
  | 'search'
  | 'resend'
  | 'refresh'
  | 'procurement'
  | 'quickbooks'
  | 'proof'
  | 'company'
  | 'view'
  | 'close'
  | 'help';

export interface KeyRow {
  keys: string[];
  text: string;
}

export const keyList: readonly KeyRow[] = [
  { keys: ['↓', 'j'], text: 'Next document' },
  { keys: ['↑', 'k'], text: 'Previous document' },
  { keys: ['Enter'], text: 'Open the document beside the list' },
  { keys: ['Space', 'x'], text: 'Select the document' },
  { keys: ['Shift + ↓', 'Shift + ↑'], text: 'Extend the selection' },
  { keys: ['Ctrl + A'], text: 'Select every document in the filter' },
  { keys: ['/'], text: 'Search' },
  { keys: ['r'], text: 'Resend; asks before anything leaves' },
  { keys: ['R', 'F5', 'Ctrl + R'], text: 'Refresh' },
  { keys: ['o'], text: 'Open in ProcurementExpress' },
  { keys: ['q'], text: 'Open in QuickBooks Online' },
  { keys: ['p'], text: 'Proof: both sides, field by field' },
  { keys: ['1 … 9'], text: 'The views, from Documents to Settings' },
  { keys: ['c'], text: 'Choose or connect a company' },
  { keys: ['Esc'], text: 'Close what is open, then clear the selection' },
  { keys: ['?'], text: 'This list' },
];

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a key asks for anywhere in the window, outside text fields. */
export function globalAction(event: KeyPress): Action | null {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return null;
  if (event.key === 'F5' || (command && event.key.toLowerCase() === 'r')) return 'refresh';
  if (command) return null;
  switch (event.key) {
    case 'R':
      return 'refresh';
    case 'r':
      return 'resend';
    case '/':
      return 'search';
    case 'o':
      return 'procurement';
    case 'q':
      return 'quickbooks';
    case 'p':
      return 'proof';
    case 'c':
      return 'company';
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return 'view';
    case '?':
      return 'help';
    case 'Escape':
      return 'close';
    case 'j':
      return 'next';
    case 'k':
      return 'previous';
    case 'x':
      return 'select';
    default:
      return null;
  }
}

/** True where typing means text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(target.type);
  return target.isContentEditable;
}
