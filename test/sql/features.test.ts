import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findFeatures, findHistogram } from '../../functions/transform/checks/features';
import { countsOf } from '../../functions/transform/checks/histogram';
import { describeSplits } from '../../functions/transform/card/statistics';
import { openWarehouse, type Version, type Warehouse } from './rendered-examples';

let warehouse: Warehouse;
beforeAll(async () => void (warehouse = await openWarehouse()));
afterAll(() => warehouse?.close());

interface Features {
  key: string;
  language: string;
  label: string | null;
  prompt_tokens: number;
  target_tokens: number;
}

async function featuresOf(rows: Partial<Version>[]) {
  const table = await findFeatures(await warehouse.version(rows), warehouse.context());
  return warehouse.rows<Features>(`SELECT * FROM \`${table}\` ORDER BY key`);
}

const sentences: [language: string, text: string][] = [
  ['en', 'I am still waiting for the card that you sent to my old address.'],
  ['en', 'I cannot make a transfer to another account.'],
  ['de', 'Ich warte noch immer auf die Karte, die Sie mir geschickt haben.'],
  ['fr', 'Je n’ai pas reçu la carte que vous avez envoyée à mon adresse.'],
  ['es', 'No he recibido la tarjeta que me enviaron por correo, ¿dónde está?'],
  ['it', 'Non ho ricevuto la carta che avete spedito al mio indirizzo.'],
  ['pt', 'Não recebi o cartão que vocês mandaram para o meu endereço.'],
  ['nl', 'Ik heb de kaart die u naar mijn adres hebt gestuurd niet ontvangen.'],
  ['pl', 'Nie mam karty, która została wysłana na mój adres, co się stało?'],
  ['sv', 'Jag har inte fått det kort som ni skickade till min adress.'],
  ['da', 'Jeg har ikke fået det kort, som blev sendt til mig. Hvad skal jeg gøre, og hvornår?'],
  ['fi', 'En ole saanut korttia, mutta se on jo lähetetty. Mitä minun pitää tehdä?'],
  ['tr', 'Kartım hala gelmedi, bu konuda ne yapmam gerekiyor ve ne kadar beklemem lazım?'],
  ['und-Cyrl', 'Я до сих пор жду карту, которую вы отправили на мой адрес.'],
  ['uk', 'Я досі чекаю на картку, яку ви надіслали на мою адресу, і її ще немає.'],
  ['el', 'Περιμένω ακόμα την κάρτα που μου στείλατε.'],
  ['und-Arab', 'ما زلت أنتظر البطاقة التي أرسلتموها إلى عنواني.'],
  ['he', 'אני עדיין מחכה לכרטיס ששלחתם לכתובת שלי.'],
  ['zh', '我还在等你们寄到我地址的卡。'],
  ['ja', 'まだカードが届いていません。いつ届きますか。'],
  ['ko', '아직 카드를 받지 못했습니다. 언제 도착하나요?'],
  ['und-Deva', 'मुझे अभी तक मेरा कार्ड नहीं मिला है।'],
  ['th', 'ฉันยังไม่ได้รับบัตรที่คุณส่งมา'],
  ['en', 'What is the word for 猫 in your language?'],
  ['und', 'card PIN?'],
  ['und', '12345 !!!'],
];

describe('the features of an example', () => {
  test('tell its language by its script, or by the small words of its language', async () => {
    const features = await featuresOf(sentences.map(([, text]) => ({ user_prompt: text })));
    expect(features.map(({ language }, index) => [language, sentences[index]![1]])).toEqual(sentences);
  });

  test('tell its length as one token per four bytes of each text, begun ones included', async () => {
    const [features] = await featuresOf([
      { system_prompt: 'four', history: '[{}]', user_prompt: 'äöü', target: 'a' },
      { user_prompt: 'left out', split: null, split_number: 3 },
    ]);
    expect(features).toMatchObject({ prompt_tokens: 1 + 1 + 2, target_tokens: 1 });
  });

  test('tell its label when targets come back', async () => {
    const labelled = await featuresOf(
      Array.from({ length: 20 }, (_, index) => ({ target: index % 3 ? 'card lost' : 'card stolen' })),
    );
    expect(labelled.slice(0, 2).map(({ label }) => label)).toEqual(['card stolen', 'card lost']);
    const free = await featuresOf(Array.from({ length: 20 }, (_, index) => ({ target: `text ${index % 5}` })));
    expect(new Set(free.map(({ label }) => label))).toEqual(new Set([null]));
    const one = await featuresOf(Array.from({ length: 20 }, () => ({ target: 'yes' })));
    expect(new Set(one.map(({ label }) => label))).toEqual(new Set([null]));
  });
});

test('a histogram counts them by split, lengths by powers of two', async () => {
  const dataset = await warehouse.version([
    ...[3, 4, 7, 8, 16].map((tokens) => ({ user_prompt: 'a'.repeat(tokens * 4), target: 'yes', group_key: 'g' })),
    ...Array.from({ length: 5 }, () => ({
      user_prompt: '',
      target: 'no',
      split: 'evaluation' as const,
      split_number: 1,
    })),
  ]);
  const context = warehouse.context();
  const histogram = await findHistogram(dataset, context);
  expect(countsOf(histogram, 'promptLength')).toEqual({ '0': 5, '2': 1, '3': 2, '4': 1, '5': 1 });
  expect(countsOf(histogram, 'label', 'train')).toEqual({ yes: 5 });
  expect(countsOf(histogram, 'label')).toEqual({ no: 5, yes: 5 });
  const tokens = { minimum: 3, median: 7, p95: 16, maximum: 16, total: 38 };
  const ones = { minimum: 1, median: 1, p95: 1, maximum: 1, total: 5 };
  expect(await describeSplits(dataset, context)).toEqual([
    {
      split: 'train',
      examples: 5,
      groups: 1,
      promptTokens: tokens,
      targetTokens: ones,
      languages: { und: 5 },
      labels: { yes: 5 },
    },
    {
      split: 'evaluation',
      examples: 5,
      groups: 5,
      targetTokens: ones,
      promptTokens: { minimum: 0, median: 0, p95: 0, maximum: 0, total: 0 },
      languages: { und: 5 },
      labels: { no: 5 },
    },
  ]);
});
