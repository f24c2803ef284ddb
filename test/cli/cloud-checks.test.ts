import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { loadCatalog } from '../../catalog';
import { cloudChecks } from '../../cli/cloud-checks';
import { formatCloudChecks } from '../../cli/commands/doctor-cloud';

const models = Object.values(loadCatalog('.'));
const on = (day: string, region = 'us-central1') => cloudChecks(models, new Date(day), region);
const commandOf = (name: string, region: string) => on('2026-11-28', region).find((one) => one.name === name)!.command;
const namesOn = (day: string) => on(day).map(({ name }) => name);

describe('what an account confirms', () => {
  test('is a script that a shell takes', () => {
    const script = stripVTControlCharacters(formatCloudChecks(on('2026-11-28'), 'us-central1'));
    expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
    expect(script.split('\n').filter((line) => line.startsWith('# → '))).toHaveLength(on('2026-11-28').length);
  });

  test('asks the base models that a new project can use that day, each where it answers', () => {
    expect(namesOn('2026-11-28')).toEqual(
      expect.arrayContaining(['gemini-3.1-flash-lite', 'gemini-3.5-flash', 'gemini-3.5-flash-lite']),
    );
    expect(namesOn('2026-11-28')).not.toContain('gemini-2.5-flash');
    expect(namesOn('2026-11-28')).not.toContain('landfall-tiny');
    expect(namesOn('2030-01-01').filter((name) => name.startsWith('gemini'))).toEqual([]);
    const { command } = on('2026-11-28').find(({ name }) => name === 'gemini-3.1-flash-lite')!;
    expect(command).toContain('https://aiplatform.us.rep.googleapis.com/v1/projects/$PROJECT/locations/us/publishers');
    expect(command).toContain('"thinkingLevel":"MINIMAL"');
  });

  test.each([
    ['us-central1', 'https://aiplatform.us.rep.googleapis.com/v1/projects/$PROJECT/locations/us/'],
    ['europe-west4', 'https://aiplatform.eu.rep.googleapis.com/v1/projects/$PROJECT/locations/eu/'],
  ])('asks base models and looks for tuned ones where they answer nearest to %s', (region, place) => {
    expect(commandOf('gemini-3.5-flash-lite', region)).toContain(`${place}publishers/google/models/`);
    expect(commandOf('removal', region).split('\n')).toContainEqual(expect.stringContaining(`${place}endpoints`));
  });

  test('asks bases with open weights by their managed names, and looks for what was made of them in the region itself', () => {
    const place = '/v1/projects/$PROJECT/locations/global/endpoints/openapi/chat/completions" -d';
    expect(commandOf('open models', 'us-central1')).toContain(place);
    expect(commandOf('open models', 'us-central1')).toContain('"model":"google/gemma-4-26b-a4b-it-maas"');
    expect(commandOf('open weights', 'us-central1')).toContain(
      'https://us-central1-aiplatform.googleapis.com/v1beta1/',
    );
    expect(commandOf('removal', 'us-central1')).toContain('locations/us-central1/endpoints');
  });

  test('asks for what a budget and its e-mail take', () => {
    expect(commandOf('permissions', 'us-central1')).toContain('"monitoring.notificationChannels.create"');
    expect(commandOf('budget', 'us-central1')).toContain('"billing.budgets.create"');
    const roles = readFileSync('docs/deploy.md', 'utf8').split('### The person who deploys')[1]!.split('\n## ')[0]!;
    expect(roles).toContain('| `monitoring.notificationChannelEditor` |');
    expect(roles).toContain('| `billing.costsManager`');
  });

  test('expects of a result what is written there', () => {
    const { expect: answer } = on('2026-11-28').find(({ name }) => name === 'load job')!;
    expect(JSON.stringify({ status: 'succeeded' }, null, 2)).toContain(answer);
  });

  test('asks last what can be asked ten minutes after a deployment', () => {
    const deployed = on('2026-11-28').filter(({ when }) => when === 'deployed');
    expect(deployed.slice(-2).map(({ name }) => name)).toEqual(['pushes', 'history']);
  });

  test('is listed in docs/deploy.md as not yet confirmed', () => {
    const docs = readFileSync('docs/deploy.md', 'utf8');
    const names = on('2030-01-01').map(({ name }) => name);
    expect(names.filter((name) => !docs.includes(`| ${name} `))).toEqual([]);
  });
});
