import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createProgram } from '../../../cli';
import { alertConditions, commandOf, runbookOf } from '../../../core/alerts/conditions';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const commands = createProgram(() => {}).commands.map((command) => command.name());

test.each(alertConditions.map((one) => [one.id, one] as const))(
  '%s has a section of the runbook, with its command, which there is',
  (id, condition) => {
    const section = runbook.split(/^## /m).find((text) => text.startsWith(`${id}\n`));
    expect(runbookOf(condition)).toBe(`docs/runbook.md#${id}`);
    expect(section).toContain(condition.says);
    expect(section).toContain(condition.command);
    expect(commands).toContain(commandOf(condition, 'x').split(' ')[2]);
  },
);
