/** What is compared, by its name: a run, a candidate of one, or a dataset version. */
import type { RunName } from '../../../core/ledger-layout';
import type { Cloud } from '../../../operations/cloud';
import { createLedger } from '../../../operations/ledger/ledger';
import { factsOfCandidate, factsOfRun, factsOfVersion, type Facts } from '../../../operations/runs/facts';
import type { RunView } from '../../../operations/runs/run-view';
import { HttpProblem } from '../../shared/http/problem';

/** PIPELINE/RUN, PIPELINE/RUN/CANDIDATE or PIPELINE@VERSION. */
export interface Compared {
  name: string;
  pipeline: string;
  run?: string;
  candidate?: string;
  version?: string;
}

/** @throws HttpProblem 400 for what is no such name */
export function comparedOf(name: string): Compared {
  const [, pipeline, version] = /^([^/@]+)@([^/@]+)$/.exec(name) ?? [];
  if (pipeline && version) return { name, pipeline, version };
  const [, ofRun, run, candidate] = /^([^/@]+)\/([^/@]+)(?:\/([^/@]+))?$/.exec(name) ?? [];
  if (ofRun && run) return { name, pipeline: ofRun, run, ...(candidate !== undefined && { candidate }) };
  throw new HttpProblem(
    400,
    `nothing is called ${name}`,
    'ask for PIPELINE/RUN, PIPELINE/RUN/CANDIDATE or PIPELINE@VERSION',
  );
}

/** Of what has ended they are kept: so many, some 20 kB each, and the one kept longest goes first. Two that ask at once wait for one reading. */
const mostFacts = 400;

/** @returns what reads the facts of one. @throws HttpProblem 404 where there is none */
export function createFacts(
  cloud: Cloud,
  readView: (cloud: Cloud, key: RunName) => Promise<RunView>,
): (compared: Compared) => Promise<Facts> {
  const kept = new Map<string, Promise<Facts>>();
  const read = async (compared: Compared): Promise<Facts> => {
    const { name, pipeline, run, candidate, version } = compared;
    if (version !== undefined) {
      const card = await createLedger(cloud).readCard({ pipeline, version });
      if (!card) throw new HttpProblem(404, `There is no dataset version ${version} of ${pipeline}.`);
      return factsOfVersion(card);
    }
    const view = await readView(cloud, { pipeline, run: run! });
    const facts = candidate === undefined ? factsOfRun(view) : factsOfCandidate(view, candidate);
    if (!facts) throw new HttpProblem(404, `${name} is no candidate of that run.`);
    if (view.status === 'running') kept.delete(name);
    return facts;
  };
  return (compared) => {
    const { name } = compared;
    const known = kept.get(name);
    if (known) return known;
    const own = read(compared);
    kept.set(name, own);
    own.catch(() => kept.delete(name));
    for (const oldest of kept.keys()) if (kept.size > mostFacts) kept.delete(oldest);
    return own;
  };
}
