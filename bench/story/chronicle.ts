/** What a person sees of a story, in the words that Landfall has for it: the ledger is read every hour, and what is new in it is told. */
import { stepInWords } from '../../core/canary/steps';
import { triggersPrefix } from '../../core/ledger-layout';
import { requestOfBatch } from '../../core/retraining/request';
import { eventOf } from '../../core/event';
import { stageNames } from '../../core/stages';
import type { PairedComparison } from '../../core/verdict/comparison';
import { verdictText } from '../../core/verdict/words';
import { thousands } from '../../core/wording';
import type { DatasetCard, Run, StageResult } from '../../schemas/generated/types';
import { pipeline, type Shop } from './shop';

export interface Entry {
  /** ISO 8601. */
  at: string;
  /** A command, or what was seen. */
  kind: 'typed' | 'seen';
  text: string;
}

export interface Chronicle {
  entries: Entry[];
  typed(text: string): void;
  /** Tells what is new on record. */
  look(): Promise<void>;
}

export function createChronicle(shop: Shop): Chronicle {
  const { cloud, clock, provider } = shop;
  const entries: Entry[] = [];
  const known = new Set<string>();
  const tell = (kind: Entry['kind'], text: string) => void entries.push({ at: clock.now().toISOString(), kind, text });
  /** Each once, however often it is looked at. */
  const once = (name: string, text: string | undefined) => {
    if (known.has(name)) return;
    known.add(name);
    if (text !== undefined) tell('seen', text);
  };

  async function lookAtRuns(): Promise<void> {
    const triggers = await cloud.artifacts.list(cloud.ledger.artifactUri(triggersPrefix(pipeline)));
    for (const { uri } of triggers.toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1))) {
      if (known.has(`${uri} is over`)) continue;
      const run = JSON.parse(cloud.artifacts.text(uri)!) as Run;
      for (const stage of stageNames) {
        const result = await cloud.ledger.findResult(run, stage);
        if (!result) continue;
        once(`${run.run} ${stage}`, inWords(run, result));
        if (stage === 'deploy' || result.status === 'failed') known.add(`${uri} is over`);
      }
    }
  }

  function inWords(record: Run, result: StageResult): string | undefined {
    const { run, trigger } = record;
    const said = eventOf(record, result);
    if (said.type === 'landfall.stage.failed.v1')
      return `Run ${run} has failed in ${said.data.stage}: ${said.data.error.message}.`;
    if (said.type === 'landfall.dataset.versioned.v1') {
      const { cardUri, version, train, evaluation } = said.data;
      const batch = trigger.objects[0]!.name.split('/')[1]!;
      const from = requestOfBatch(batch) === undefined ? `the batch \`${batch}\`` : `request ${requestOfBatch(batch)}`;
      const { lineageUri } = JSON.parse(cloud.artifacts.text(cardUri)!) as DatasetCard;
      const curated = cloud.artifacts.text(lineageUri)!.split('landfall://predictions/').length - 1;
      const answers = curated > 0 ? `, ${curated} of them answers that people corrected or approved` : '';
      return `Run ${run}, of ${from}: dataset version ${version} has ${thousands(train)} examples to train and ${evaluation} held out${answers}.`;
    }
    if (said.type === 'landfall.model.evaluated.v1') {
      const asked = (said.data.comparisons ?? []).filter(({ rival }) => rival === 'production' || rival === 'base');
      const told = asked.some(({ rival }) => rival === 'production')
        ? asked.filter(({ rival }) => rival === 'production')
        : asked;
      return told
        .map((each) => verdictText(each as PairedComparison).split('. ')[0])
        .join('; ')
        .concat('.');
    }
    if (said.type === 'landfall.deployment.refused.v1')
      return `Run ${run} is refused: ${said.data.reasons[0]!.split('. ')[0]}.`;
    return said.type === 'landfall.endpoint.deployed.v1' ? `Run ${run} is in production.` : undefined;
  }

  return {
    entries,
    typed: (text) => tell('typed', text),
    async look() {
      await lookAtRuns();
      for (const { request, cause, why, state, because } of await shop.requests()) {
        once(request, `\`monitor\` asks for a retraining, ${request} (${cause}): ${why}.`);
        if (state !== 'started' && state !== 'ended')
          once(`${request} ${state} ${because}`, `${request} is ${state}: ${because}.`);
      }
      const now = await shop.production();
      if (now?.canary)
        once(
          `canary ${now.canary.run}`,
          `${now.canary.candidate} of run ${now.canary.run} is a canary: ${stepInWords(now.canary.steps, 0)}.`,
        );
      for (const { run, step, decision, reason } of now?.verdicts ?? [])
        once(
          `${run} ${step} ${decision}`,
          `The canary of run ${run}, step ${step + 1}: ${reason}. ${decision === 'pass' ? 'It goes on' : 'It goes back, and production stays'}.`,
        );
      for (const endpoint of provider.removed)
        once(endpoint, `The endpoint ${endpoint.split('/').at(-1)} is removed: nobody needs it any more.`);
    },
  };
}
