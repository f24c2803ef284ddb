/** BigQuery that believes every statement: it answers what a test wants and writes two shards per export. */
import type { Statement } from '../../../core/statement';
import type { Column } from '../../../core/row-schema';
import type { Job, Layout, Warehouse } from '../../../functions/shared/warehouse/warehouse';
import type { World } from '../fakes';

export interface FakeWarehouse extends Warehouse {
  /** Steps in the order in which they began. */
  steps: string[];
  ids: string[];
  statements: Record<string, Statement>;
  layouts: Record<string, Layout | undefined>;
  /** True when the tables that validate has filled are gone. */
  hasExpired: boolean;
  /** What was loaded again then. */
  loaded: string[];
  /** What a step answers; nothing by default. */
  rows: Record<string, object[]>;
  exampleColumns: Column[];
  /** The next job of a step does this instead of working. */
  failNext(step: string, error: Error): void;
}

export const goodSelection = {
  count_examples: 1000,
  count_missing_keys: 0,
  count_repeated_keys: 0,
  count_missing_targets: 0,
  count_empty_prompts: 0,
  count_missing_origins: 0,
  count_bad_histories: 0,
  count_bad_splits: 0,
};

export function createFakeWarehouse(world: World): FakeWarehouse {
  const failures: { step: string; error: Error }[] = [];
  const start = ({ id, labels }: Job, statement: Statement) => {
    const step = labels['landfall-step']!;
    const index = failures.findIndex((failure) => failure.step === step);
    if (index >= 0) throw failures.splice(index, 1)[0]!.error;
    fake.steps.push(step);
    if (step !== 'describe') fake.ids.push(id);
    fake.statements[step] = statement;
    return step;
  };
  const fake: FakeWarehouse = {
    steps: [],
    ids: [],
    statements: {},
    layouts: {},
    hasExpired: false,
    loaded: [],
    rows: {
      'selection-checks': [goodSelection],
      'curated-contents': [{ digest: 'd' }],
      counts: [
        { split: 'train', left_out: null, count_examples: 890 },
        { split: 'evaluation', left_out: null, count_examples: 100 },
        { split: null, left_out: 'exactDuplicates', count_examples: 8 },
        { split: null, left_out: 'leakage', count_examples: 2 },
      ],
    },
    exampleColumns: ['key', '_origin', 'customer', 'body', 'target'].map((name) => ({ name, type: 'STRING' })),
    until: () => fake,
    hasEnded: async () => true,
    failNext: (step, error) => void failures.push({ step, error }),
    async load(_job, uri) {
      fake.loaded.push(uri);
      return true;
    },
    async query<Row>(job: Job, statement: Statement, destination?: string, layout?: Layout) {
      const step = start(job, statement);
      fake.layouts[step] = layout;
      return (destination ? [] : (fake.rows[step] ?? [])) as Row[];
    },
    async export(job, statementOf) {
      const statement = statementOf(job.id);
      start(job, statement);
      const shards = /uri = '(gs:[^*]+)\*\.jsonl'/.exec(statement.sql)![1]!;
      for (const shard of [0, 1]) world.objects.put(`${shards}00000000000${shard}.jsonl`, `{"shard":${shard}}\n`);
      return job.id;
    },
    async describe(statement) {
      start({ id: 'none', labels: { 'landfall-step': 'describe' } }, statement);
      return fake.exampleColumns;
    },
    ask: () => Promise.reject(new Error('transform asks nothing')),
    append: () => Promise.reject(new Error('transform appends nothing')),
    columns: async () => (fake.hasExpired ? undefined : []),
  };
  return fake;
}
