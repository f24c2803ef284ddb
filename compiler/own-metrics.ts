/** A pipeline's own metrics and rubrics: the text of their files takes the place of the files' names, to be frozen with the run. */
import { Script } from 'node:vm';
import { metricName, type MetricEntry } from '../core/metrics';
import type { Problem } from '../core/problem';

/** @param readText text of a file of the folder, or the problem that it is none @param shown how a file is called in messages */
export function withOwnMetrics(
  entries: MetricEntry[],
  readText: (file: string) => string | { reason: string },
  shown: (file: string) => string,
): { metrics: MetricEntry[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const metrics = entries.map((entry) => {
    if (typeof entry === 'string') return entry;
    if (entry.rubric !== undefined && isFileName.test(entry.rubric)) {
      const rubric = readText(entry.rubric);
      if (typeof rubric === 'string') return { ...entry, rubric };
      problems.push({ file: shown(entry.rubric), line: 1, reason: rubric.reason });
      return entry;
    }
    if (entry.file === undefined) return entry;
    const { file, ...others } = entry;
    const code = readText(file);
    if (typeof code !== 'string') {
      problems.push({ file: shown(file), line: 1, reason: code.reason });
      return entry;
    }
    problems.push(...syntaxProblems(code, shown(file), metricName(entry)));
    return { ...others, code };
  });
  return { metrics, problems };
}

/** A rubric is a text, unless it is the name of one. */
const isFileName = /^\S+\.(?:md|txt)$/;

/** Only read here; it is run by evaluate, in a sandbox. */
function syntaxProblems(code: string, file: string, name: string): Problem[] {
  try {
    new Script(code, { filename: file });
    if (/\bscore\b/.test(code)) return [];
    return [{ file, line: 1, reason: `the metric ${name} is a function score(answer, references), and there is none` }];
  } catch (error) {
    const { message, stack = '' } = error as Error;
    const [, line] = /:(\d+)\n/.exec(stack) ?? [];
    return [{ file, line: Number(line ?? 1), reason: message }];
  }
}
