import { describe, expect, test } from '@jest/globals';
import { candidatesOf } from '../../../../core/candidates';
import { checkChoices } from '../../../../functions/transform/checks/choices';
import type { DatasetCard } from '../../../../schemas/generated/types';
import { exampleRun } from '../../fakes';

const cardOf = (labels: string[]) =>
  ({ statistics: [{ labels: Object.fromEntries(labels.map((label) => [label, 1])) }] }) as unknown as DatasetCard;
const configuration = (isRestricted: boolean) =>
  exampleRun((own) => {
    if (isRestricted) own.pipeline.generation.choices = 'targets';
    for (const { base } of candidatesOf(own))
      own.baseModels[base] = { id: base, tokensPerExample: 1000, choiceWords: 4 } as never;
  }).configuration;

describe('a restriction to the targets', () => {
  test('is kept by labels that the models take', () => {
    expect(() => checkChoices(cardOf(['card_arrival', 'card_lost']), configuration(true))).not.toThrow();
  });

  test('is refused before tuning where there are more words than a model takes', () => {
    expect(() => checkChoices(cardOf(['card_arrival', 'lost_or_stolen']), configuration(true))).toThrow(
      '2 labels of 5 words together are more than gemini-3.5-flash-lite can be restricted to, 4 words',
    );
  });

  test('is refused before tuning where the targets are no labels', () => {
    expect(() => checkChoices(cardOf([]), configuration(true))).toThrow('the targets are texts of their own');
  });

  test('is asked for by the pipeline alone', () => {
    expect(() => checkChoices(cardOf([]), configuration(false))).not.toThrow();
  });
});
