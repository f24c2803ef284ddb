import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chooseExamples, readerOf } from '../../functions/shared/evaluation/examples';
import { geminiText, type Contents } from '../../core/models/gemini';
import { parseExample } from '../../local/vertex/training-example';
import type { Configuration } from '../../schemas/generated/types';
import { openTransformer, type Transformer } from './transformer';

/** As validate leaves rows of the form conversations. */
const rowSchema = {
  properties: {
    system: { type: ['string', 'null'] },
    history: { type: 'array' },
    prompt: { type: 'string' },
    completion: { type: 'string' },
  },
};

const turn = (role: string, text: string) => ({ role, text });
const strange = `"q" \\ {{prompt}} <b>&\u2028 \u0001 👋`;
const rows = Array.from({ length: 120 }, (_, n) => ({
  system: n % 3 === 0 ? null : `System ${n % 5}`,
  // Members in either order, and more than are asked for: JSON is read by name.
  history:
    n % 4 === 0
      ? []
      : Array.from({ length: n % 4 }, (_, at) => [
          turn('user', `Question ${n}.${at} ${strange}`),
          { text: `Reply ${n}.${at}`, weight: 1, role: 'model' },
        ]).flat(),
  prompt: `Prompt ${n * 7919} of conversation ${n} ${strange}`,
  completion: `Completion ${n}`,
}));

const trainingSql = `
SELECT TO_HEX(MD5(CONCAT(prompt, completion))) AS key, _origin, system, history, prompt, completion AS target
FROM chats`;

const asChats = (change: (configuration: Configuration) => void) => (configuration: Configuration) => {
  Object.assign(configuration, {
    prompt: { system: '{{system}}', user: '{{prompt}}' },
    rowSchemas: { chats: rowSchema },
    trainingSql,
  });
  configuration.pipeline.validation.personalData.policy = 'off';
  configuration.pipeline.sources = {
    chats: { format: 'auto', form: 'conversations', schema: 'chats.schema.json', required: true },
  };
  change(configuration);
};

let transformer: Transformer;
let runs = 0;

beforeAll(async () => {
  transformer = await openTransformer();
});

afterAll(async () => {
  await transformer?.close();
});

async function transform(change: (configuration: Configuration) => void = () => {}, chats: object[] = rows) {
  const sources = { chats: [await transformer.stage('chats', chats, rowSchema)] };
  return transformer.transform(`20261123-${String((runs += 1)).padStart(8, '0')}`, sources, asChats(change));
}

const all = async ({ trainUri, evaluationUri }: { trainUri: string; evaluationUri: string }) => [
  ...(await transformer.lines(trainUri)),
  ...(await transformer.lines(evaluationUri)),
];
const said = (line: string) => {
  const { systemInstruction, contents } = JSON.parse(line) as Contents;
  return JSON.stringify([
    systemInstruction && geminiText(systemInstruction),
    contents.map((each) => [each.role, geminiText(each)]),
  ]);
};

test('conversations are exported with their earlier turns before the prompt, and the tuner takes each', async () => {
  const { data } = await transform();
  const lines = await all(data);
  const exported = lines.map(said);
  const expected = rows.map(({ system, history, prompt, completion }) => {
    const turns = [...history, turn('user', prompt), turn('model', completion)];
    return JSON.stringify([system ?? undefined, turns.map(({ role, text }) => [role, text])]);
  });
  expect(exported.toSorted()).toEqual(expected.toSorted());
  for (const line of lines) expect(parseExample(line).turns.at(-1)).toMatchObject({ role: 'model' });
});

test('an array of structs is as good as JSON', async () => {
  const change = (configuration: Configuration) => {
    configuration.trainingSql = trainingSql.replace(
      'history,',
      `ARRAY(
        SELECT AS STRUCT JSON_VALUE(turn, '$.role') AS role, JSON_VALUE(turn, '$.text') AS text
        FROM UNNEST(JSON_QUERY_ARRAY(history)) AS turn WITH OFFSET AS place
        ORDER BY place
      ) AS history,`,
    );
  };
  const [json, structs] = [await transform(), await transform(change)];
  expect((await all(structs.data)).map(said)).toEqual((await all(json.data)).map(said));
});

test('evaluation asks the whole conversation but for its last turn', async () => {
  const { data } = await transform();
  const places = await chooseExamples(data.evaluationUri, 1, transformer.objects);
  const read = readerOf(data.evaluationUri, transformer.objects);
  const { request, target } = await read(places[0]!);
  expect(request.turns.at(-1)!.role).toBe('user');
  expect(target).toMatch(/^Completion \d+$/);
});

test('conversations that differ in their history alone are no duplicates', async () => {
  const chats = rows.slice(0, 40).flatMap((row) => [row, { ...row, history: [turn('user', 'a'), turn('model', 'b')] }]);
  const { card } = await transform((configuration) => {
    configuration.pipeline.validation.checks.leakage.level = 'off';
    configuration.pipeline.validation.checks.nearDuplicates.level = 'off';
    configuration.trainingSql = trainingSql.replace('CONCAT(prompt, completion)', '_origin');
  }, chats);
  expect(card.leftOut['exactDuplicates']).toBeUndefined();
});

test.each([
  ['begins with the model', [turn('model', 'a'), turn('user', 'b')]],
  ['ends with the user', [turn('user', 'a')]],
  ['knows another role', [turn('user', 'a'), turn('assistant', 'b')]],
  ['has a turn without text', [turn('user', 'a'), turn('model', ' ')]],
])('a history that %s is refused before anything is exported', async (_, history) => {
  const { result } = await transform(undefined, [...rows, { ...rows[0], prompt: 'other', history }]);
  expect(result?.error?.message).toMatch(/^1 of 121 examples have a history that is not turns of user and model/);
});
