/** A submission as a DAG of Airflow 3: dag.py, with the names that it stands for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { headOf, waitedDays, type Submission } from './submission';

export function airflowOf(submission: Submission): string {
  const head = headOf(submission, {
    what: 'a DAG of Airflow 3.2 or later.',
    start: [
      'Needs apache-airflow-providers-google, a connection google_cloud_default, and a triggerer, which does the waiting.',
      `airflow dags trigger landfall-${submission.pipeline} --conf '{"batch": "NAME", …}'`,
    ],
  });
  const dag = readFileSync(join(repositoryRoot(), 'cli/export/dag.py'), 'utf8');
  const values: Record<string, string | number | string[]> = { ...submission, waitedDays };
  return `${head}\n${dag.replace(/@(\w+)@/g, (_, name: string) => python(values[name]!))}`;
}

/** What JSON writes of texts and numbers, Python reads as the same. */
const python = (value: string | number | string[]): string =>
  Array.isArray(value) ? `[${value.map(python).join(', ')}]` : JSON.stringify(value);
