import { spawnSync } from 'node:child_process';
import { run } from './run';

export const GO = { program: 'go', how: 'Install Go 1.26 or newer from https://go.dev/dl/.' } as const;

let version: string | undefined;

/** `go1.26.1`, or undefined without Go. The toolchain is always the one installed: it is part of the cache's key. */
export function goVersion(): string | undefined {
  version ??= spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: goEnvironment() }).stdout?.trim();
  return version || undefined;
}

export interface GoBuild {
  /** Directory with go.mod and go.sum. */
  readonly module: string;
  readonly packages: readonly string[];
  /** A file, or a directory with a slash at its end. */
  readonly out: string;
  readonly tags?: readonly string[];
  /** `importpath.name` → value, set by the linker. */
  readonly variables?: Readonly<Record<string, string>>;
  /** @default pure Go */
  readonly cgo?: { readonly flags: string };
}

/** Builds exactly what go.mod and go.sum pin; two compilers at a time, below everything else on the machine. */
export function goBuild(build: GoBuild): void {
  const variables = Object.entries(build.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  run(
    'nice',
    [
      'go',
      'build',
      '-p',
      '2',
      '-ldflags',
      ['-s -w', ...variables].join(' '),
      ...tags(build),
      '-o',
      build.out,
      ...build.packages,
    ],
    {
      cwd: build.module,
      env: {
        ...goEnvironment(),
        ...(build.cgo ? { CGO_ENABLED: '1', CGO_CFLAGS: build.cgo.flags } : { CGO_ENABLED: '0' }),
      },
    },
  );
}

/** Runs a tool that go.mod names, built for the run. */
export function goTool(directory: string, tool: string, args: readonly string[]): void {
  run('nice', ['go', 'tool', tool, ...args], { cwd: directory, env: goEnvironment() });
}

/** The paths of all modules that go.mod selects. */
export function modulesOf(directory: string): readonly string[] {
  return goList(directory, '{{.Path}}', 'all').split('\n');
}

/** The version of a module that go.mod selects. */
export function moduleVersion(directory: string, module: string): string {
  return goList(directory, '{{.Version}}', module);
}

/** The directory in the module cache of what go.mod selects, fetched when it is not there. */
export function moduleDirectory(directory: string, module: string): string {
  run('go', ['mod', 'download', module], { cwd: directory, env: goEnvironment() });
  return goList(directory, '{{.Dir}}', module);
}

function goList(directory: string, format: string, module: string): string {
  return run('go', ['list', '-m', '-f', format, module], { cwd: directory, env: goEnvironment() }).trim();
}

function tags(build: GoBuild): readonly string[] {
  return build.tags ? ['-tags', build.tags.join(',')] : [];
}

function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: '-buildvcs=false -mod=readonly -trimpath', GOTOOLCHAIN: 'local' };
}
