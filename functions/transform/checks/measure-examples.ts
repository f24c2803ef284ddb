/** Measures everything about a version's examples that the pipeline asks for, and judges it by the pipeline's rules. */
import type { BaseModel } from '../../../catalog';
import type { Check, Configuration, PipelineSpec } from '../../../schemas/generated/types';
import { isOn, ruled, type Measurement, type Rule } from '../../../core/checks';
import { configurationOf } from '../../shared/stage/ledger';
import { together } from '../../../core/together';
import type { TransformContext } from '../context';
import { findEarlier } from './earlier-version';
import { findFeatures, findHistogram, findSizes } from './features';
import { find, type Finding, type FindingTables } from './findings';
import { countsOf, type HistogramRow } from './histogram';
import { measureLabelBalance } from './label-balance';
import * as measurements from './measurements';
import { checkLimits } from './model-limits';
import { judgePersonalData, recordQuarantine } from './personal-data-check';
import { measureShift } from './shift';

type CheckName = keyof PipelineSpec['validation']['checks'];

/** Checks that are statements of sql/checks/examples/, and the table that only the run which makes the version has. */
const inSql: { name: CheckName; file: string; needs?: 'neighbours' | 'leaks' }[] = [
  { name: 'minimumExamples', file: 'minimum-examples' },
  { name: 'exactDuplicates', file: 'exact-duplicates' },
  { name: 'nearDuplicates', file: 'near-duplicates', needs: 'neighbours' },
  { name: 'conflictingTargets', file: 'conflicting-targets' },
  { name: 'targetLength', file: 'target-length' },
  { name: 'languageMix', file: 'language-mix' },
  { name: 'leakage', file: 'leakage', needs: 'leaks' },
];

/** As a report lists them; the base models' rules, model by model, come after. */
const order = `minimumExamples exactDuplicates nearDuplicates conflictingTargets labelBalance targetLength languageMix
distributionShift leakage personalData`.split(/\s+/);

export function inOrder(checks: Check[]): Check[] {
  const placeOf = ({ name }: Check) => (order.includes(name) ? order.indexOf(name) : order.length);
  return checks.toSorted((a, b) => placeOf(a) - placeOf(b));
}

export interface Measured {
  dataset: string;
  version: string;
  /** Tables of the run that makes the version: neighbours, leaks with signatures, screened; those that there are. */
  own: FindingTables;
}

export async function measureExamples(
  { dataset, version, own }: Measured,
  context: TransformContext,
): Promise<Check[]> {
  const configuration = configurationOf(context.run);
  const { pipeline } = configuration;
  const { checks: rules, personalData } = pipeline.validation;
  const models = modelsOf(configuration);

  const files = [
    ...inSql.filter(({ name, needs }) => isOn(rules[name]) && (!needs || own[needs])).map(({ file }) => file),
    ...(own['screened'] ? ['personal-data'] : []),
    ...(models.length > 0 ? ['tokens-per-example'] : []),
  ];
  const params = {
    maximum_output_tokens: pipeline.generation.maxOutputTokens,
    // BigQuery's client knows no type for an empty array.
    ...(models.length > 0 && {
      token_limits: [...new Set(models.map(({ tokensPerExample }) => String(tokensPerExample)))],
    }),
  };
  const features = await findFeatures(dataset, context);
  const [found, sizes, histogram] = await together([
    find(files, { ...own, dataset, features }, params, context),
    findSizes(dataset, context),
    findHistogram(dataset, context),
  ]);

  const measured = measurementsOf(found, pipeline);
  if (isOn(rules.labelBalance)) measured.push(measureLabelBalance(countsOf(histogram, 'label')));
  if (isOn(rules.distributionShift)) measured.push(await shiftOf(version, histogram, context));
  const judged = measured.flatMap((measurement) => judge(measurement, rules[measurement.name as CheckName]));

  const personal = found.get('personalData');
  if (personal) {
    const { policy } = personalData;
    if (policy === 'quarantine' && personal.count > 0) await recordQuarantine(own['screened']!, context);
    judged.push(...[judgePersonalData(measurements.measurePersonalData(personal, policy), personalData) ?? []].flat());
  }
  return inOrder([...judged, ...checkLimits(models, { sizes, tokens: tokensByLimit(found) })]);
}

/** None for a check that is off. */
export const judge = (measurement: Measurement, rule: Rule | undefined): Check[] =>
  rule && isOn(rule) ? [ruled(rule, measurement)] : [];

function measurementsOf(found: Map<string, Finding>, { generation }: PipelineSpec): Measurement[] {
  const measure: Record<string, (finding: Finding) => Measurement> = {
    minimumExamples: measurements.measureMinimum,
    exactDuplicates: measurements.measureExactDuplicates,
    nearDuplicates: measurements.measureNearDuplicates,
    conflictingTargets: measurements.measureConflicts,
    targetLength: (finding) => measurements.measureTargetLength(finding, generation),
    languageMix: measurements.measureLanguages,
    leakage: measurements.measureLeakage,
  };
  return [...found].flatMap(([name, finding]) => (measure[name] ? [measure[name](finding)] : []));
}

async function shiftOf(version: string, now: HistogramRow[], context: TransformContext): Promise<Measurement> {
  const earlier = await findEarlier(version, context);
  if ('reason' in earlier) {
    const { reason } = earlier;
    return { name: 'distributionShift', unit: 'index', measured: null, count: 0, total: 0, reason };
  }
  return measureShift(now, await findHistogram(earlier.table, context, 'earlier'), earlier.name);
}

/** Catalog entries of the base models that the pipeline tunes, each once; one that says nothing of limits has none. */
const modelsOf = ({ pipeline, baseModels }: Configuration): BaseModel[] =>
  [...new Set(pipeline.tuning.candidates.map(({ base }) => base))].flatMap((base) => {
    const model = baseModels[base] as BaseModel | undefined;
    return model?.tokensPerExample === undefined ? [] : [model];
  });

const tokensByLimit = (found: Map<string, Finding>): Map<number, Finding> =>
  new Map(
    [...found].flatMap(([name, finding]) =>
      name.startsWith('tokensPerExample ') ? [[Number(name.split(' ')[1]), finding] as const] : [],
    ),
  );
