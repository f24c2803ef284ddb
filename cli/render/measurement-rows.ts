/** What answers come to besides how good they are, a column for each model: blocked, empty, seconds, tokens, price. */
import { measurements, writeMeasurement, type MeasurementName } from '../../core/measurements';
import { subjectTitle } from '../../core/naive';
import type { ModelEvaluated } from '../../schemas/generated/types';

/** The first row names the models; none of an evaluation that measured nothing of the kind. */
export function measurementRows({ measurements: measured = {} }: ModelEvaluated): string[][] {
  const subjects = Object.keys(measured);
  const names = (Object.keys(measurements) as MeasurementName[]).filter((name) =>
    subjects.some((subject) => measured[subject]![name]),
  );
  if (names.length === 0) return [];
  return [
    ['', ...subjects.map(subjectTitle)],
    ...names.map((name) => [
      measurements[name].title,
      ...subjects.map((subject) => {
        const found = measured[subject]![name];
        return found ? writeMeasurement(name, found.value, found.unit) : '–';
      }),
    ]),
  ];
}
