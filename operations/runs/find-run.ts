/** Which run is meant: by its id, or by enough of it. */
import { OperationError, UnknownName, exitCodes } from '../errors';
import type { RunName } from '../../core/ledger-layout';
import type { Ledger } from '../ledger/ledger';
import { mostLike } from '../most-like';

/** The runs that a name stands for: 20261123-3f9a2c1b is meant by its beginning, its end, and 3f9a. */
export function runsNamed<Key extends RunName>(runs: Key[], name: string): Key[] {
  const [exact] = runs.filter(({ run }) => run === name);
  if (exact) return [exact];
  return runs.filter(({ run }) => run.startsWith(name) || run.endsWith(name) || run.split('-')[1]?.startsWith(name));
}

/**
 * @param name the whole id of a run, or enough of it to know which is meant
 * @throws OperationError (usage) for a name of no run, or of several
 */
export async function findRun(ledger: Ledger, name: string): Promise<RunName> {
  const runs = await ledger.listRuns();
  const found = runsNamed(runs, name);
  if (found.length === 1) return found[0]!;
  const last = runs.findLast(({ pipeline }) => pipeline === name)?.run;
  if (found.length === 0 && last !== undefined)
    throw new OperationError(`"${name}" is a pipeline, and no run.`, {
      exitCode: exitCodes.usage,
      why: `its last run is ${last}`,
      next: `npx landfall run ${last}`,
    });
  if (found.length > 1)
    throw new OperationError(`"${name}" may be one of ${found.length} runs.`, {
      exitCode: exitCodes.usage,
      why: found.map(({ pipeline, run }) => `${run} of ${pipeline}`).join('\n'),
      next: 'npx landfall runs',
    });
  throw new UnknownName(`There is no run "${name}".`, {
    exitCode: exitCodes.usage,
    why: similarRun(name, runs),
    next: 'npx landfall runs',
  });
}

function similarRun(name: string, runs: RunName[]): string {
  const last = runs.at(-1);
  if (!last) return 'nothing has been dropped yet';
  const similar = mostLike(
    name,
    runs.map(({ run }) => run),
  );
  return similar
    ? `the most similar is ${similar}`
    : `no run has a name like it; the last is ${last.run} of ${last.pipeline}`;
}
