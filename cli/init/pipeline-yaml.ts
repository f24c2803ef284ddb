/** Writes pipeline.yaml and prompt.yaml, with a comment wherever a person may want something else. */
import { stringify } from 'yaml';
import { printable } from '../../core/wording';
import { isPlainName } from './names';
import { evaluationShare, maxInvalidShare, maxOutputTokens, type PipelinePlan, type SourcePlan } from './plan';

export function pipelineYaml(plan: PipelinePlan): string {
  const { name, sources, isLabels, rows, candidate, mostTargetTokens, example } = plan;
  const files = sources.map(({ path }) => fileName(path)).join(', ');
  const isGrouped = example.kind === 'columns' && example.group !== undefined;
  const isOwn = example.kind === 'columns' && example.split !== undefined;
  const mayStratify = isLabels && !isGrouped && !isOwn;
  const split = isGrouped
    ? 'held out by group_key of training.sql: whole groups'
    : 'held out, by a hash of the key: the same examples every time';
  return `# Made by landfall init from ${files}. docs/your-own-pipeline.md explains every setting, and those that are not here.
name: ${name}

sources: # training.sql reads each as a table of this name; what format a file has, its content says
${sources.map(sourceYaml).join('\n')}

validation:
  onInvalidRow: quarantine # a row that breaks its schema is put aside, with its number and the reason
  maxInvalidShare: ${maxInvalidShare} # more of them than this share of a source fail the run
  # checks: { labelBalance: { level: fail, threshold: 20 } } # docs/data.md lists every check
  # personalData: { policy: redact } # emails, phone numbers, cards, IBANs, keys; without it a run only warns

training:
  sql: training.sql
  prompt: prompt.yaml
  split:
${isOwn ? '    column: split # of training.sql: the data set says itself what is held out' : `    evaluationShare: ${evaluationShare(rows)} # ${split}\n    salt: v1 # another salt is another split`}
${mayStratify ? '    # stratifyBy: target # rare labels are surely held out as well; but new data can then move examples across\n' : ''}
tuning:
  candidates: # one tuning job each; the best that passes the gate is deployed
    - { id: ${candidate.id}, base: ${candidate.base}, adapterSize: ${candidate.adapterSize}, epochs: ${candidate.epochs} }

evaluation:
  metrics: [exactMatch, rougeL]
  maximumExamples: 200

generation:
  temperature: 0
  maxOutputTokens: ${maxOutputTokens(mostTargetTokens)} # the longest target is about ${mostTargetTokens} tokens
${isLabels ? choices : ''}
deployment:
  gate:
    metric: ${isLabels ? 'exactMatch # the targets are labels' : 'rougeL # the targets are texts: how much of them is met'}
    minimum: ${isLabels ? 0.3 : 0.2} # the champion reaches at least this,
    against: [base, production] # and is shown to be better than the untuned base, and than the model in production;
    #                             add naive: than answers made without a model, which the local cloud's small one seldom is
`;
}

/** Not by itself: a run counts the answers that are no label, and where there are few the price buys nothing. */
const choices = `  # choices: targets # no other answer than a label. Worth it where landfall run counts many that are none: all labels are
  #                    billed as input with every request, and a tuned model may answer worse: docs/your-own-pipeline.md
`;

function sourceYaml({ name, schemaFile, delimiter, form, unique, references }: SourcePlan): string {
  const settings = [
    ...(form ? [`form: ${form}`] : []),
    ...(delimiter && delimiter !== ',' ? [`delimiter: ${JSON.stringify(delimiter)}`] : []),
    `schema: ${schemaFile}`,
    ...(unique ? [`unique: [${unique.map(scalar).join(', ')}]`] : []),
    ...(references
      ? [
          `references: { ${Object.entries(references)
            .map(([column, to]) => `${scalar(column)}: ${to}`)
            .join(', ')} }`,
        ]
      : []),
  ];
  return `  ${scalar(name)}: { ${settings.join(', ')} }`;
}

export function promptYaml({ system, example }: PipelinePlan): string {
  const isOwn = example.kind === 'conversations' && system === undefined && example.facts.withSystem > 0;
  const user =
    example.kind === 'conversations'
      ? '{{prompt}}'
      : example.inputs.length === 1
        ? `{{${example.inputs[0]!.field}}}`
        : example.inputs.map(({ field }) => `${capitalized(field)}: {{${field}}}`).join('\n');
  const template = { ...(isOwn ? { system: '{{system}}' } : system === undefined ? {} : { system }), user };
  return `# Renders the training examples and, later, every request: both always alike.\n${stringify(template, { lineWidth: 0, singleQuote: true })}`;
}

const capitalized = (field: string): string => (field.charAt(0).toUpperCase() + field.slice(1)).replaceAll('_', ' ');

/** A word of YAML, quoted where it would be read as something else. */
const scalar = (text: string): string => (isPlainName(text) ? stringify(text).trim() : JSON.stringify(text));

/** A file's name in a comment: on one line, whatever it holds. */
const fileName = (path: string): string => printable(path.split(/[\\/]/).at(-1)!);
