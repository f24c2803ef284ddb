/** Words that say the same to a model: each counts as the first of its line, so that what was learnt of one holds for all. Without accents. */
const lines = [
  'ignore disregard forget override discard skip neglect bypass dismiss abandon cancel erase ignoriere ignorieren vergiss vergessen missachte ignorez oublie oubliez ignora ignorar olvida dimentica negeer vergeet',
  'previous prior above earlier preceding foregoing existing original initial former vorherigen vorigen bisherigen obigen precedentes precedents anteriores previas precedenti vorige eerdere',
  'instructions instruction directions direction rules guidelines commands prompts orders directives constraints restrictions anweisungen anweisung regeln consignes instrucciones reglas istruzioni regole instructies regels',
  'assistant ai llm chatbot bot chatgpt gpt assistants models assistent assistente asistente',
  'answer reply respond response output antworte antwort reponds reponse responde respuesta rispondi risposta antwoord',
  'say write print state tell sage schreibe ecris dis escribe scrivi zeg schrijf',
  'reveal disclose show repeat display quote leak expose dump verrate zeige wiederhole revele montre revela muestra rivela toon',
  'user customer reader visitor client users customers nutzer kunde kunden utilisateur usuario utente gebruiker',
];

const classes = new Map(lines.flatMap((line) => line.split(' ').map((word, _, [first]) => [word, first!] as const)));

export const synonymOf = (word: string): string => classes.get(word) ?? word;
