/** landfall doctor --cloud: the commands by which a person confirms what needs an account with Google. */
import colors from 'picocolors';
import { loadCatalog } from '../../catalog';
import { repositoryRoot } from '../../core/root';
import { cloudChecks, type CloudCheck } from '../cloud-checks';
import { print, printJson } from '../output';

const headings: Record<CloudCheck['when'], string> = {
  before: 'Before a deployment',
  deployed: 'After pulumi up',
  run: 'After a first run, which tunes and so costs money: tuning.maximumTokens says how much at most',
};

export function doctorCloud({ json, region }: { json?: boolean; region: string }): void {
  const checks = cloudChecks(Object.values(loadCatalog(repositoryRoot())), new Date(), region);
  if (json) return printJson(checks);
  print(formatCloudChecks(checks, region));
}

/** A shell script: what it proves and what to expect are comments. */
export function formatCloudChecks(checks: CloudCheck[], region: string): string {
  const sections = Object.entries(headings).map(([when, heading]) => {
    const own = checks.filter((check) => check.when === when);
    return [colors.bold(`# ${heading}`), ...own.map(formatCheck)].join('\n\n');
  });
  return [`export PROJECT=YOUR-PROJECT REGION=${region}`, ...sections].join('\n\n');
}

const formatCheck = ({ name, proves, command, expect }: CloudCheck): string =>
  [`# ${name}: ${proves}`, command, colors.green(`# → ${expect}`)].join('\n');
