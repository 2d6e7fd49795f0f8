// The status table's columns, in order. Which of them are seen depends on the room; see the table's styles.

export interface Column {
  id: string;
  title: string;
  sort?: string;
  numeric?: boolean;
}

export const columns: readonly Column[] = [
  { id: 'state', title: 'State', sort: 'state' },
  { id: 'number', title: 'Number', sort: 'number' },
  { id: 'kind', title: 'Kind' },
  { id: 'supplier', title: 'Supplier', sort: 'supplier' },
  { id: 'amount', title: 'Amount', sort: 'amount', numeric: true },
  { id: 'date', title: 'Date', sort: 'date' },
  { id: 'status', title: 'Document status' },
  { id: 'cause', title: 'What holds it back' },
  { id: 'age', title: 'Due', sort: 'age', numeric: true },
  { id: 'quickbooks', title: 'QuickBooks' },
];
