/** What came from what: walks the steps of descent from one thing up to landed objects, and down to endpoints. */
import { runsNamed } from './find-run';

export type Kind = 'object' | 'run' | 'version' | 'candidate' | 'model' | 'endpoint' | 'answer';

export interface DescentStep {
  /** In which it was taken. */
  run: string;
  parent_kind: Kind;
  parent: string;
  child_kind: Kind;
  child: string;
  /** ISO 8601. */
  at: string;
}

export interface Node {
  kind: Kind;
  id: string;
}

export interface Descent extends Node {
  /** The run in which the step to it was taken. */
  run: string;
  at: string;
  /** Further in the same direction. */
  next: Descent[];
}

/**
 * Those that the name may mean: the whole id of anything, or of a run, a version, a model or an endpoint a part that people write.
 */
export function nodesNamed(steps: DescentStep[], name: string): Node[] {
  const all = new Map<string, Node>();
  for (const { parent_kind, parent, child_kind, child } of steps) {
    all.set(`${parent_kind} ${parent}`, { kind: parent_kind, id: parent });
    all.set(`${child_kind} ${child}`, { kind: child_kind, id: child });
  }
  const nodes = [...all.values()];
  const exact = nodes.filter(({ id }) => id === name);
  if (exact.length > 0) return exact;
  const runs = nodes
    .filter(({ kind }) => kind === 'run')
    .map(({ id }) => ({ pipeline: '', run: id, kind: 'run' as const }));
  const named = runsNamed(runs, name).map(({ run }): Node => ({ kind: 'run', id: run }));
  const others = nodes.filter(
    ({ kind, id }) =>
      (kind === 'version' && id.split('@')[1]!.startsWith(name)) ||
      ((kind === 'model' || kind === 'endpoint') && id.endsWith(`/${name}`)),
  );
  return [...named, ...others];
}

/**
 * What it came from (`up`), or led to (`down`). Once a step is taken it goes on within that step's run: a version that two runs have
 * made has the endpoints of both, and each of these the objects of its own.
 */
export function descend(steps: DescentStep[], from: Node, direction: 'up' | 'down', run?: string): Descent[] {
  const own = from.kind === 'run' ? from.id : run;
  return steps
    .filter((step) => {
      const [kind, id] = direction === 'up' ? [step.child_kind, step.child] : [step.parent_kind, step.parent];
      return kind === from.kind && id === from.id && (own === undefined || step.run === own);
    })
    .map((step) => {
      const node: Node =
        direction === 'up' ? { kind: step.parent_kind, id: step.parent } : { kind: step.child_kind, id: step.child };
      return { ...node, run: step.run, at: step.at, next: descend(steps, node, direction, step.run) };
    });
}

/** Every node of the trees, each once. */
export const flatten = (trees: Descent[]): Descent[] => trees.flatMap((tree) => [tree, ...flatten(tree.next)]);
