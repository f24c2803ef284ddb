/** OpenAI's form of a conversation in the lines of its tuning files. */
import { messagesOf } from '../../../../core/models/openai';
import type { LineContents, TrainingForm } from '../provider';

const emptyLine = {
  messages: messagesOf({
    system: '',
    turns: [
      { role: 'user', text: '' },
      { role: 'model', text: '' },
    ],
  }),
};

export const form: TrainingForm = {
  lineInSql({ system, hasHistory }) {
    const parts = [...systemInSql[system], ...(hasHistory ? [historyInSql] : []), lastTurnsInSql];
    return `${parts.length === 1 ? parts[0] : `ARRAY_CONCAT(${parts.join(', ')})`} AS messages`;
  },
  lineBytes: JSON.stringify(emptyLine).length + 1,
};

const instruction = `STRUCT('system' AS role, system_prompt AS content)`;

const systemInSql: Record<LineContents['system'], string[]> = {
  none: [],
  text: [`[${instruction}]`],
  maybe: [`IF(system_prompt = '', [], [${instruction}])`],
};

const historyInSql = `ARRAY(
    SELECT AS STRUCT
      IF(JSON_VALUE(turn, '$.role') = 'model', 'assistant', 'user') AS role,
      JSON_VALUE(turn, '$.text') AS content
    FROM UNNEST(JSON_QUERY_ARRAY(history)) AS turn WITH OFFSET AS place
    ORDER BY place
  )`;

const lastTurnsInSql = `[
    STRUCT('user' AS role, user_prompt AS content),
    STRUCT('assistant' AS role, target AS content)
  ]`;
