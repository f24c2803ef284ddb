/** Gemini's form of a conversation in the lines of its supervised tuning files. */
import { geminiContents } from '../../../../core/models/gemini';
import type { LineContents, TrainingForm } from '../provider';

const emptyLine = geminiContents({
  system: '',
  turns: [
    { role: 'user', text: '' },
    { role: 'model', text: '' },
  ],
});

export const form: TrainingForm = {
  lineInSql({ system, hasHistory }) {
    const turns = hasHistory ? `ARRAY_CONCAT(${historyInSql}, ${lastTurnsInSql})` : lastTurnsInSql;
    return `${systemInSql[system]}${turns} AS contents`;
  },
  // docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/preference-tuning/prepare-data
  pairInSql({ system, hasHistory }) {
    const turns = hasHistory ? `ARRAY_CONCAT(${historyInSql}, [${lastTurnInSql}])` : `[${lastTurnInSql}]`;
    return `${systemInSql[system]}${turns} AS contents,\n  ${completionsInSql} AS completions`;
  },
  lineBytes: JSON.stringify(emptyLine).length + 1,
};

const instruction = `STRUCT('system' AS role, [STRUCT(system_prompt AS text)] AS parts)`;

const systemInSql: Record<LineContents['system'], string> = {
  none: '',
  text: `${instruction} AS systemInstruction,\n  `,
  maybe: `IF(system_prompt = '', NULL, ${instruction}) AS systemInstruction,\n  `,
};

const historyInSql = `ARRAY(
    SELECT AS STRUCT
      JSON_VALUE(turn, '$.role') AS role,
      [STRUCT(JSON_VALUE(turn, '$.text') AS text)] AS parts
    FROM UNNEST(JSON_QUERY_ARRAY(history)) AS turn WITH OFFSET AS place
    ORDER BY place
  )`;

const lastTurnInSql = `STRUCT('user' AS role, [STRUCT(user_prompt AS text)] AS parts)`;

const answerInSql = (column: string) => `STRUCT('model' AS role, [STRUCT(${column} AS text)] AS parts)`;

const lastTurnsInSql = `[
    ${lastTurnInSql},
    ${answerInSql('target')}
  ]`;

/** An export writes INT64 as text. */
const completionsInSql = `[
    STRUCT(CAST(1 AS FLOAT64) AS score, ${answerInSql('target')} AS completion),
    STRUCT(CAST(0 AS FLOAT64) AS score, ${answerInSql('rejected')} AS completion)
  ]`;
