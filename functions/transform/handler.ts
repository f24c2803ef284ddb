/** transform: the clean rows of a run become a dataset version, unless one of the same content exists already. */
import { stopOnFailure } from '../../core/checks';
import { reportPath, versionFolder, cardPath } from '../../core/ledger-layout';
import type { DatasetCard, EventData, PairFiles } from '../../schemas/generated/types';
import type { TokenRatio } from '../../core/token-ratios';
import { together } from '../../core/together';
import type { Output } from '../../core/stages';
import type { StageContext } from '../shared/stage/stage';
import { publishCard } from './card/card';
import { createContext, type TransformDeps } from './context';
import { pointToLatest } from './latest-version';
import { makeVersion } from './dataset-version';
import { checkChoices } from './checks/choices';
import { checkAgain } from './checks/measure-examples';
import { findTokenRatios } from './checks/token-ratios';
import { removeShards } from './version/export';
import { recordReport } from './checks/report';
import { identifyVersion } from './version';
import { curate } from './version/curated';

export async function transform(
  validated: EventData['landfall.dataset.validated.v1'],
  stage: StageContext<TransformDeps>,
): Promise<Output<'landfall.dataset.versioned.v1'>> {
  const context = createContext(stage);
  const { run, deps, log } = context;
  const curated = await curate(context);
  const version = await identifyVersion(validated, context.configuration, curated);
  const folder = deps.ledger.artifactUri(versionFolder({ pipeline: run.pipeline, version }));
  const cardUri = deps.ledger.artifactUri(cardPath({ pipeline: run.pipeline, version }));

  const known = await deps.objects.read(cardUri);
  let card: DatasetCard;
  let tokenRatios: TokenRatio[];
  if (known) {
    log.info(`version ${version} exists already and is used again`, { version });
    card = JSON.parse(known.text) as DatasetCard;
    const isThere = (await deps.warehouse.columns(card.table)) !== undefined;
    // Bases and prompts may be others than when it was made.
    const counting = isThere ? findTokenRatios(card.table, context) : Promise.resolve([]);
    const [again, found] = await together([checkAgain(card, { isThere, ratios: counting }, context), counting]);
    tokenRatios = found;
    const checks = await recordReport(again, context);
    stopOnFailure(checks, { fix: `npx landfall run ${run.run}` });
  } else {
    ({ card, tokenRatios } = await makeVersion(version, folder, { sources: validated.sources, curated }, context));
  }
  // The card is written last: a version without one is unfinished and is made again, with the same outcome.
  card = await publishCard(card, folder, context);
  await pointToLatest(card, context);
  await removeShards(context);

  checkChoices(card, context.configuration);

  const { trainUri, evaluationUri, validationUri, preference, variants, train, evaluation, validation, leftOut } = card;
  const duplicates = (leftOut['exactDuplicates'] ?? 0) + (leftOut['nearDuplicates'] ?? 0);
  const sizes = { train, evaluation, validation, duplicates };
  log.info(`version ${version}: ${train} to train, ${evaluation} held out, ${duplicates} duplicates left out`, sizes);
  return {
    type: 'landfall.dataset.versioned.v1',
    data: {
      pipeline: run.pipeline,
      run: run.run,
      version,
      trainUri,
      evaluationUri,
      ...(validationUri && { validationUri }),
      ...(preference && { preference: pairFiles(preference) }),
      ...(variants && {
        variants: variants.map(({ promptTokens: _promptTokens, preference: pairs, ...files }) => ({
          ...files,
          ...(pairs && { preference: pairFiles(pairs) }),
        })),
      }),
      ...sizes,
      ...(tokenRatios.length > 0 && { tokenRatios }),
      cardUri,
      reportUri: deps.ledger.artifactUri(reportPath(run, 'transform')),
    },
  };
}

const pairFiles = ({ trainUri, validationUri }: PairFiles): PairFiles => ({
  trainUri,
  ...(validationUri && { validationUri }),
});
