import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { DebianPackage, Requirement } from './engine';
import { run } from './run';

export function isMet(requirement: Requirement): boolean {
  return 'program' in requirement ? onPath(requirement.program) : requirement.files.some((file) => existsSync(file));
}

/** What is missing and how to get it, as one line. */
export function complaint(requirement: Requirement): string {
  return 'program' in requirement
    ? `${requirement.program} is not on the PATH. ${requirement.how}`
    : `Debian package ${requirement.debian} is missing: apt-get install ${requirement.debian}`;
}

/** Installs the Debian packages that are missing, and only those; anything else that is missing is an error. */
export function meet(requirements: readonly Requirement[]): void {
  const missing = requirements.filter((requirement) => !isMet(requirement));
  const packages = missing.filter((requirement): requirement is DebianPackage => 'debian' in requirement);
  if (packages.length > 0 && process.getuid?.() === 0) installPackages(packages.map((each) => each.debian));
  const still = missing.filter((requirement) => !isMet(requirement));
  if (still.length > 0) throw new Error(still.map(complaint).join('\n'));
}

function installPackages(names: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-install-recommends', ...names];
  try {
    run('apt-get', install, { env });
  } catch {
    run('apt-get', ['update'], { env }); // no package lists yet, or old ones
    run('apt-get', install, { env });
  }
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
}
