/** What stages report, for the tests of how the CLI shows it. */
import type { Check, DatasetCard, StagedObject, ValidationReport } from '../../schemas/generated/types';
import card from '../../schemas/examples/dataset.json';
import report from '../../schemas/examples/report.json';
import object from '../../schemas/examples/staged-object.json';

export const staged = (changes: Partial<StagedObject> = {}): StagedObject => ({
  ...(object as StagedObject),
  ...changes,
});

export const check = (changes: Partial<Check> = {}): Check => ({ ...(report.checks[0] as Check), ...changes });

export const validationReport = (changes: Partial<ValidationReport> = {}): ValidationReport => ({
  ...(report as ValidationReport),
  ...changes,
});

export const datasetCard = (changes: Partial<DatasetCard> = {}): DatasetCard => ({
  ...(card as unknown as DatasetCard),
  ...changes,
});

export const colors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The text as it is without colors. */
export const plain = (text: string): string => text.replace(colors, '');
