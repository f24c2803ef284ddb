/** minLength and maxLength, counting a text's characters only when its length in UTF-16 does not settle it already. */
import { _, type default as Ajv } from 'ajv/dist/2020';

/** Code points, as JSON Schema counts characters. */
function countCharacters(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    const isPair = (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) count -= 1;
  }
  return count;
}

export function addLengthKeywords(ajv: Ajv): void {
  for (const keyword of ['minLength', 'maxLength']) {
    ajv.removeKeyword(keyword);
    ajv.addKeyword({
      keyword,
      type: 'string',
      schemaType: 'number',
      error: { message: 'has another length', params: ({ schemaCode }) => _`{limit: ${schemaCode}}` },
      code(context) {
        const { data, schemaCode: limit } = context;
        const count = context.gen.scopeValue('func', { ref: countCharacters });
        // A character is one or two units of UTF-16.
        if (keyword === 'maxLength') context.fail(_`${data}.length > ${limit} && ${count}(${data}) > ${limit}`);
        else context.fail(_`${data}.length < 2 * ${limit} && ${count}(${data}) < ${limit}`);
      },
    });
  }
}
