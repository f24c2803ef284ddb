/** A .prompt file, in dotprompt's format, as the template that prompt.yaml would hold. */
import type { PromptExample } from '../../schemas/generated/types';
import { readText, unreadable, type SourceFile, type ValuePath } from '../source-file';
import { readFrontMatter, splitFrontMatter } from './front-matter';
import { readTemplate, type Example } from './turns';

/**
 * Not read by dotprompt's own library: of a front matter that is wrong it makes text to send, it tells no line, and it runs
 * templates, where the warehouse and `valuesOf` need their pieces. Its grammar is Handlebars', whose parser reads them here too.
 */
export function readDotprompt(path: string, file: string): SourceFile {
  const text = readText(path);
  if (typeof text !== 'string') return unreadable(file, text.reason);
  // As YAML reads lines: a checkout on Windows is no other prompt.
  const split = splitFrontMatter(text.replaceAll('\r\n', '\n'));
  if (!split) return unreadable(file, 'the front matter that begins here has no end: a line of --- closes it');
  const { settings, problems, lineOf } = readFrontMatter(split.header ?? '', file);
  const read = readTemplate(split.template);
  const inFile = (line: number): number => line + split.line - 1;
  if (problems.length > 0 || 'problems' in read) {
    const ofTemplate = 'problems' in read ? read.problems : [];
    const all = [...problems, ...ofTemplate.map(({ line, reason }) => ({ file, line: inFile(line), reason }))];
    return { ...unreadable(file, ''), problems: all };
  }
  const { system, examples, user } = read;
  const lineOfTurn = ([part, place, role]: ValuePath): number | undefined => {
    const example = part === 'examples' ? examples[Number(place)] : undefined;
    const turn = part === 'system' ? system : part === 'user' ? user : example?.[role === 'model' ? 'model' : 'user'];
    return turn && inFile(turn.line);
  };
  return {
    value: {
      ...(system && { system: system.text }),
      ...settings,
      ...(examples.length > 0 && { examples: examples.map(textsOf) }),
      user: user.text,
    },
    problems: [],
    lineOf: (at) => lineOfTurn(at) ?? lineOf(at),
    has: () => true,
  };
}

const textsOf = ({ user, model }: Example): PromptExample => ({ user: user.text, model: model.text });
