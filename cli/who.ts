/** Who types a command: what is put on record of a decision. */
import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

export interface Who {
  name: string;
  /** How that is known. */
  from: string;
}

/** The address that git has for them here, else the user of this machine: nobody is asked to prove it. */
export function whoTypes(emailOf = gitEmail, userOf = () => userInfo().username): Who {
  const email = emailOf();
  return email ? { name: email, from: 'git config user.email' } : { name: userOf(), from: 'the user of this machine' };
}

function gitEmail(): string {
  try {
    return execFileSync('git', ['config', 'user.email'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return ''; // no git, or no address
  }
}
