/** BigQuery as validate meets it: tables that come and go, jobs whose ids are never used twice. */
import type { Statement } from '../../../core/statement';
import type { Column } from '../../../core/row-schema';
import type { Job, Warehouse } from '../../../functions/shared/warehouse/warehouse';

export interface FakeWarehouse extends Warehouse {
  /** Ids of the jobs that really ran, in order. */
  jobs: string[];
  tables: Map<string, { uri: string; columns: Column[] }>;
  statements: Statement[];
  /** What the source checks answer. */
  answers: object[];
  /** The next load does this instead. */
  failNextLoad(error: Error): void;
}

export function createFakeWarehouse(): FakeWarehouse {
  const failures: Error[] = [];
  const isNew = ({ id }: Job) => {
    if (fake.jobs.includes(id)) return false;
    fake.jobs.push(id);
    return true;
  };
  const fake: FakeWarehouse = {
    jobs: [],
    tables: new Map(),
    statements: [],
    answers: [],
    until: () => fake,
    hasEnded: async () => true,
    failNextLoad: (error) => void failures.push(error),
    async load(job, uri, table, columns) {
      const failure = failures.shift();
      if (failure) throw failure;
      if (!isNew(job)) return false;
      fake.tables.set(table, { uri, columns });
      return true;
    },
    async query<Row>(job: Job, statement: Statement) {
      isNew(job);
      fake.statements.push(statement);
      return fake.answers as Row[];
    },
    append: () => Promise.reject(new Error('validate appends nothing')),
    ask: () => Promise.reject(new Error('validate asks nothing')),
    export: () => Promise.reject(new Error('validate exports nothing')),
    describe: () => Promise.reject(new Error('validate describes nothing')),
    columns: async (table) => fake.tables.get(table)?.columns,
  };
  return fake;
}
