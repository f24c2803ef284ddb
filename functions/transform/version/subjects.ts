/** Whom a version's examples are about, kept beside them: landed files go sooner, and nobody could then be forgotten. */
import { quotedIdentifier } from '../../../core/quoted-identifier';
import { subjectRules, type SubjectRule } from '../../../core/subject-rules';
import { sourceExpressions, uniqueColumns, type Sources } from '../../shared/warehouse/sources';
import type { TransformContext } from '../context';
import type { Curated } from './curated';
import { exportFile } from './export';

/** gs:// address of subjects.jsonl; undefined where no source names anybody. */
export async function exportSubjects(
  { dataset, folder }: { dataset: string; folder: string },
  { sources, curated }: { sources: Sources; curated?: Pick<Curated, 'table'> | undefined },
  context: TransformContext,
): Promise<string | undefined> {
  const { pipeline, rowSchemas } = context.configuration;
  const rules = subjectRules(pipeline.sources);
  if (rules.length === 0 && !curated) return undefined;
  const { sql, params } = sourceExpressions(sources, rowSchemas, [], uniqueColumns(pipeline));
  const slots = { sources: sql, about: aboutInSql(rules, curated?.table), dataset };
  return exportFile('subjects', { folder }, context, (uri) => ({
    file: 'looks/subjects.sql',
    slots: { ...slots, uri },
    params,
  }));
}

/** Of each source its rows about somebody, with whom; then all of them as `_about`. */
function aboutInSql(rules: SubjectRule[], curated: string | undefined): string {
  const name = (source: string) => quotedIdentifier(`_about_${source}`);
  const each = rules.map(({ source, subject, through }) => {
    const rows = quotedIdentifier(source);
    const selects =
      subject === undefined
        ? through.map(({ column, target }) => {
            const [referred = '', referredColumn = ''] = target.split('.');
            const on = `referred.${quotedIdentifier(referredColumn)} = referring.${quotedIdentifier(column)}`;
            return `SELECT referring.*, referred._subject FROM ${rows} AS referring INNER JOIN ${name(referred)} AS referred ON ${on}`;
          })
        : [`SELECT *, CAST(${quotedIdentifier(subject)} AS STRING) AS _subject FROM ${rows}`];
    return `${name(source)} AS (\n  ${selects.join('\n  UNION ALL\n  ')}\n)`;
  });
  const all = rules.map(({ source }) => `SELECT _origin, _subject FROM ${name(source)} WHERE _subject IS NOT NULL`);
  // By their pseudonyms: names are known to nobody here.
  if (curated) all.push(`SELECT key AS _origin, user_key AS _subject FROM \`${curated}\` WHERE user_key IS NOT NULL`);
  return `${each.map((rows) => `${rows},\n`).join('')}_about AS (\n  ${all.join('\n  UNION ALL\n  ')}\n)`;
}
