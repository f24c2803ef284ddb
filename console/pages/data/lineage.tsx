/** Lineage as two trees: what a thing came from, and what it led to. */
import { useRoute } from 'preact-iso';
import { formatTime } from '../../../core/quantities';
import { plural } from '../../../core/wording';
import type { Lineage } from '../../../functions/console/answers';
import { part } from '../../api';
import { Shown, useAsked } from '../../parts/asked';
import { place, runPlace, versionPlace } from '../../place';

type Descent = Lineage['from'][number];

export function LineagePage() {
  const { id = '' } = useRoute().params;
  const asked = useAsked<Lineage>(`lineage/${part(id)}`);
  return (
    <section>
      <h1>
        Lineage of <bdi>{id}</bdi>
      </h1>
      <Shown of={asked}>
        {({ of, from, to, answers }) => (
          <>
            <p>
              {of.kind} <Place thing={of} of={pipelineOf([...from, ...to])} />
            </p>
            <Trees title="Came from" trees={from} of={pipelineOf([...from, ...to])} />
            <Trees title="Led to" trees={to} of={pipelineOf([...from, ...to])} />
            {answers.map(({ run, endpoint, count_answers }) => (
              <p key={`${run} ${endpoint}`}>
                {plural(count_answers, 'answer')} by <bdi>{endpoint}</bdi>
              </p>
            ))}
          </>
        )}
      </Shown>
      <p class="quiet">
        <code>npx landfall lineage {id}</code>
      </p>
    </section>
  );
}

function Trees({ title, trees, of }: { title: string; trees: Descent[]; of: string | undefined }) {
  if (trees.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <Branches trees={trees} of={of} />
    </>
  );
}

/** Of many objects of one batch the first. */
const mostBranches = 20;

const Branches = ({ trees, of }: { trees: Descent[]; of: string | undefined }) => (
  <ul class="tree">
    {trees.slice(0, mostBranches).map((tree) => (
      <li key={`${tree.kind} ${tree.id} ${tree.run}`}>
        {tree.kind} <Place thing={tree} of={of} /> <span class="quiet">{formatTime(tree.at)}</span>
        {tree.next.length > 0 && <Branches trees={tree.next} of={of} />}
      </li>
    ))}
    {trees.length > mostBranches && <li class="quiet">and {trees.length - mostBranches} more</li>}
  </ul>
);

/** Where a thing is shown: on a page of its own, where it has one, else by its lineage. @param of the pipeline, where it is known */
function Place({ thing: { kind, id }, of }: { thing: Pick<Descent, 'kind' | 'id'>; of: string | undefined }) {
  const [pipeline, version] = id.split('@');
  const [, object = id, generation = ''] = /^(gs:\/\/.+)#(\d+)$/s.exec(id) ?? [];
  const page =
    kind === 'object'
      ? place('object', { object, generation, start: 0, end: 0 })
      : kind === 'version'
        ? versionPlace({ pipeline: pipeline!, version: version! })
        : kind === 'run' && of !== undefined
          ? runPlace({ pipeline: of, run: id })
          : kind === 'answer'
            ? place(`answers/${part(id)}`)
            : undefined;
  const lineage = place(`lineage/${part(id)}`);
  return (
    <>
      <a href={page ?? lineage}>
        <bdi>{id}</bdi>
      </a>
      {page && kind !== 'object' && (
        <>
          {' '}
          <a href={lineage}>lineage</a>
        </>
      )}
    </>
  );
}

/** Of which pipeline it is: of the version that is among it, or of the batch whose objects are. */
const pipelineOf = (things: Pick<Descent, 'kind' | 'id' | 'next'>[]): string | undefined => {
  for (const { kind, id, next } of things) {
    if (kind === 'version') return id.split('@')[0];
    if (kind === 'object') return id.split('/')[3];
    const below = pipelineOf(next);
    if (below !== undefined) return below;
  }
  return undefined;
};
