/** A canary whose answers tell nothing yet: it goes on, a person is asked, or the end of a base decides. */
import type { BaseModel } from '../../catalog';
import type { Waiting } from '../../core/approval';
import { stateAt } from '../../core/bases';
import type { StepVerdict } from '../../core/canary/rollout';
import { courseOf, type Undecided } from '../../core/canary/undecided';
import { waitingPath } from '../../core/ledger-layout';
import { endpointOf, isEndpoint } from '../../core/production';
import type { Production } from '../../schemas/generated/types';
import { configurationOf, deployedConfiguration } from '../shared/stage/ledger';
import type { DeployContext } from './context';

/** What a look at a canary comes to. */
export interface CanaryLook {
  decision: StepVerdict['decision'] | 'hold';
  reason: string;
}

/** @param seen what its requests have come to, in words */
export async function goOn(production: Production, seen: string, context: DeployContext): Promise<CanaryLook> {
  const { run, deps } = context;
  const { ledger, clock } = deps;
  const { decision, because } = courseOf({
    now: clock.now(),
    startedAt: production.canary!.startedAt,
    rollout: configurationOf(run).pipeline.deployment.rollout,
    ends: await endsOf(production, context),
    answer: await ledger.findApproval(run, 'canary'),
  });
  const reason = `${seen}; ${because}`;
  if (decision !== 'ask') return { decision, reason };
  await ask(production.canary!, [seen, because], context);
  return { decision: 'hold', reason };
}

/** Once, and anew when something else comes unless somebody decides. */
async function ask(
  { candidate }: NonNullable<Production['canary']>,
  because: string[],
  { run, deps }: DeployContext,
): Promise<void> {
  const { ledger, objects, clock } = deps;
  const uri = ledger.artifactUri(waitingPath(run, 'canary'));
  const found = await objects.read(uri);
  const asked = found && (JSON.parse(found.text) as Waiting);
  if (asked?.because.at(-1) === because.at(-1)) return;
  const since = asked?.since ?? clock.now().toISOString();
  const waiting: Waiting = { for: 'canary', champion: candidate, since, because };
  await objects.write(uri, JSON.stringify(waiting, null, 2));
}

/** By the dates that the pipeline is deployed with now: the run may have begun before they were told. */
async function endsOf(production: Production, { deps }: DeployContext): Promise<Undecided['ends']> {
  const { ledger, clock, config } = deps;
  const known = (await deployedConfiguration(ledger, production.pipeline))?.baseModels ?? {};
  const endOf = (id: string, endpoint: string): string | undefined => {
    const base = known[id] as BaseModel | undefined;
    const purpose = isEndpoint(endpoint) ? 'tuning' : 'answers';
    const site = { region: config.region, on: clock.now() };
    return base && stateAt(base, 'inference', site, purpose).date?.closesOn;
  };
  const { base, canary } = production;
  return { production: endOf(base, endpointOf(production)), canary: endOf(canary!.base, canary!.endpoint) };
}
