/** The unacknowledged messages of one subscription on disk: in publishing order, by redelivery time, by ordering key. */
import { createHash } from 'node:crypto';
import { withPrefix, type Table } from '../state';
import type { BacklogEntry, Tables } from './tables';

const timeDigits = 14;

export class Backlog {
  constructor(
    private readonly tables: Tables,
    private readonly id: string,
  ) {}

  /** The form in which an ordering key (up to 1 KB) becomes part of a table key. */
  static digest(orderingKey: string): string {
    return createHash('sha256').update(orderingKey).digest('base64url').slice(0, 24);
  }

  get(message: string): BacklogEntry | undefined {
    return this.tables.backlog.get(`${this.id}/${message}`);
  }

  add(message: string, orderingKey?: string): void {
    const key = orderingKey ? Backlog.digest(orderingKey) : undefined;
    this.tables.backlog.put(`${this.id}/${message}`, key ? { failures: 0, key } : { failures: 0 });
    if (key) this.tables.keys.put(`${this.id}/${key}/${message}`, true);
  }

  remove(message: string): void {
    const entry = this.get(message);
    if (!entry) return;
    this.tables.backlog.remove(`${this.id}/${message}`);
    if (entry.key) this.tables.keys.remove(`${this.id}/${entry.key}/${message}`);
    if (entry.retryAt !== undefined) this.tables.retries.remove(this.#retry(entry.retryAt, message));
  }

  /** Lets the message wait until `at` for its redelivery. */
  delay(message: string, failures: number, at: number): void {
    const entry = this.get(message);
    if (!entry) return;
    if (entry.retryAt !== undefined) this.tables.retries.remove(this.#retry(entry.retryAt, message));
    this.tables.backlog.put(`${this.id}/${message}`, { ...entry, failures, retryAt: at });
    this.tables.retries.put(this.#retry(at, message), true);
  }

  /** Ends the waiting of up to `limit` messages that are due at `now`, and names them. */
  endWaits(now: number, limit: number): string[] {
    const end = `${this.id}/${String(Math.floor(now) + 1).padStart(timeDigits, '0')}`;
    const rows = [...this.tables.retries.entries({ start: `${this.id}/`, end, limit })];
    return rows.map(({ key }) => {
      this.tables.retries.remove(key);
      const message = lastPart(key);
      const { retryAt: _, ...entry } = this.get(message)!;
      this.tables.backlog.put(`${this.id}/${message}`, entry);
      return message;
    });
  }

  /** When the next waiting message is due, or Infinity. */
  nextRetry(): number {
    const [row] = this.tables.retries.entries({ ...withPrefix(`${this.id}/`), limit: 1 });
    return row ? Number(row.key.split('/')[1]) : Infinity;
  }

  /** The messages published after `message`, at most `limit`, oldest first. */
  after(message: string, limit: number): { message: string; entry: BacklogEntry }[] {
    // "~" sorts after every digit: the range begins behind the message itself.
    const range = { start: `${this.id}/${message}~`, end: `${this.id}/~`, limit };
    const start = message === '' ? `${this.id}/` : range.start;
    return Array.from(this.tables.backlog.entries({ ...range, start }), ({ key, value }) => {
      return { message: lastPart(key), entry: value };
    });
  }

  /** The oldest messages of an ordering key, at most `limit`. */
  ofKey(key: string, limit: number): string[] {
    const range = withPrefix(`${this.id}/${key}/`);
    return Array.from(this.tables.keys.entries({ ...range, limit }), (row) => lastPart(row.key));
  }

  /** Every message, oldest first. */
  all(): string[] {
    return idsUnder(this.tables.backlog, this.id);
  }

  /** Empties the backlog, calling `removed` for each message. */
  clear(removed: (message: string) => void): void {
    for (const message of this.all()) {
      this.remove(message);
      removed(message);
    }
  }

  #retry(at: number, message: string): string {
    return `${this.id}/${String(Math.ceil(at)).padStart(timeDigits, '0')}/${message}`;
  }
}

/** The message ids under `id/` in a table, read before the caller changes it. */
export function idsUnder(table: Table<unknown>, id: string): string[] {
  return Array.from(table.entries(withPrefix(`${id}/`)), ({ key }) => lastPart(key));
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
