import { describe, expect, test } from '@jest/globals';
import * as layout from '../../core/ledger-layout';

const run = { pipeline: 'mail', run: '20261123-3f9a2c1b' };
const version = { pipeline: 'mail', version: '3f9a2c1b0d4e' };

describe('a name of the ledger', () => {
  test('is read as it was made', () => {
    expect(layout.readRunPath(layout.runPath(run))).toEqual(run);
    expect(layout.readCardPath(layout.cardPath(version))).toEqual(version);
    expect(layout.readInFlightPath(layout.inFlightPath('tuning', run))).toEqual(run);
    expect(layout.readConfigurationPath(layout.configurationPath('mail'))).toBe('mail');
    expect(layout.readResultPath(layout.resultPath(run, 'tune').slice(layout.runFolder(run).length))).toBe('tune');
    expect(layout.readProductionPath(layout.productionPath('mail'))).toBe('mail');
    expect(layout.readRetrainingPath(layout.retrainingPath('mail'))).toBe('mail');
    const part = `${layout.partsFolder(run, 'evaluate')}lora-8-0a1b2c3d/00005.json`;
    expect(layout.readAnswersPart(part.slice(layout.runFolder(run).length))).toBe('lora-8');
  });

  test('is read for no other name', () => {
    expect(layout.readRunPath(layout.resultPath(run, 'tune'))).toBeUndefined();
    expect(layout.readCardPath(layout.latestVersionPath('mail'))).toBeUndefined();
    expect(layout.readInFlightPath('inflight/tuning/mail')).toBeUndefined();
    expect(layout.readConfigurationPath(layout.productionPath('mail'))).toBeUndefined();
    expect(layout.readProductionPath(layout.configurationPath('mail'))).toBeUndefined();
    expect(layout.readAnswersPart('evaluate/parts/report.json')).toBeUndefined();
    expect(layout.readResultPath('evaluate/parts/result.json')).toBeUndefined();
  });

  test('begins with one of its folders', () => {
    const names = [
      layout.configurationPath('mail'),
      layout.productionPath('mail'),
      layout.runPath(run),
      layout.reportPath(run, 'validate'),
      layout.leasePath(run, 'validate'),
      layout.partsFolder(run, 'evaluate'),
      layout.cardPath(version),
      layout.shardsFolder(run),
      layout.stagedFolder('k'),
      layout.quarantinePath(run, 'emails'),
      layout.triggerPath('mail', 't'),
      layout.corpusStatePath('policies'),
      layout.receiptPath('2026-11-29-r'),
      layout.inFlightPath('tuning', run),
      layout.corpusStatePath('manual'),
      layout.outcomePath('mail', 'monday'),
      layout.uploadPath('u'),
    ];
    expect(new Set(names.map((name) => name.split('/')[0]))).toEqual(new Set(layout.ledgerFolders));
  });

  test.each([
    [layout.runPath(run), run.pipeline],
    [layout.resultPath(run, 'tune'), run.pipeline],
    [layout.approvalPath(run), run.pipeline],
    [layout.productionPath('mail'), 'mail'],
    [layout.leasePath(run, 'tune'), undefined],
    [layout.progressPath(run, 'tune'), undefined],
    ['runs/../run.json', undefined],
  ])('%s says that the pipeline %s stands otherwise', (path, pipeline) => {
    expect(layout.changedPipeline(path)).toBe(pipeline);
  });

  test('what waits for a person is known by its name alone', () => {
    expect(layout.readWaitingPath(layout.waitingPath(run))).toEqual({ ...run, of: 'approval' });
    expect(layout.readWaitingPath(layout.waitingPath(run, 'canary'))).toEqual({ ...run, of: 'canary' });
    expect(layout.readWaitingPath(layout.approvalPath(run))).toBeUndefined();
  });

  test('of all runs, or versions, is the beginning of those of one pipeline', () => {
    expect(layout.runsPrefix('mail').startsWith(layout.runsPrefix())).toBe(true);
    expect(layout.cardPath(version).startsWith(layout.versionsPrefix('mail'))).toBe(true);
    expect(layout.versionsPrefix('mail').startsWith(layout.versionsPrefix())).toBe(true);
  });
});
