/** A pipeline's own metrics and rubrics: the text of their files takes the place of the files' names, to be frozen with the run. */
import { metricName, type MetricEntry } from '../core/metrics';
import type { Problem } from '../core/problem';
import { codeProblems } from './own-code';

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
    const sentence = `the metric ${metricName(entry)} is a function score(answer, references)`;
    problems.push(...codeProblems(code, shown(file), { name: 'score', sentence }));
    return { ...others, code };
  });
  return { metrics, problems };
}

/** A rubric is a text, unless it is the name of one. */
const isFileName = /^\S+\.(?:md|txt)$/;
