import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { COMPILERS, type Diagnostic, typeCheck } from './compilers';

const ROOT = join(__dirname, '../..');
const MARK = /^\s*\/\/ @ts-expect-error (TS\d+): (.+)$/;
/** One refusal has several codes: versions of the compiler differ in which they choose. */
const SAME_CODES: Readonly<Record<string, string>> = {
  TS2322: 'not assignable',
  TS2345: 'not assignable',
  TS2739: 'not assignable',
  TS2740: 'not assignable',
  TS2741: 'not assignable',
  TS2820: 'not assignable',
  TS2353: 'no such field',
  TS2561: 'no such field',
};

/** A program that the types refuse, at `file` and `line`. */
interface Misuse {
  readonly title: string;
  readonly file: string;
  readonly line: number;
  /** What the compiler is to find, `not assignable` say. */
  readonly refusal: string;
}

const misuses = sources('misuse').flatMap(([name, text]) => misusesOf(name, text));

/**
 * A user's project beside the built package: `use` and `misuse` as they are, and `bare` with the misuses once more,
 * but without their `@ts-expect-error`, to see what the compiler says about each.
 */
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'sff-types-'));
  put('tsconfig.json', readFileSync(join(__dirname, 'tsconfig.json'), 'utf8'));
  for (const [name, text] of sources('use')) put(`use/${name}`, text);
  for (const [name, text] of sources('misuse')) {
    put(`misuse/${name}`, text);
    put(`bare/${name}`, text.replaceAll('@ts-expect-error', 'refused:'));
  }
  link('sff-constructs', ROOT);
  for (const peer of ['cdk8s', 'constructs', '@pulumi']) link(peer, join(ROOT, 'node_modules', peer));
  // Of its own, so that no other program waits for Pulumi's declarations; not all compilers are content with those.
  for (const [name, text] of sources('deploy')) put(`deploy/${name}`, text);
  put('deploy/tsconfig.json', '{"extends":"../tsconfig.json","compilerOptions":{"skipLibCheck":true},"include":["."]}');
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

it('has at least 30 misuses in its catalogue, each with a title of its own', () => {
  expect(misuses.length).toBeGreaterThanOrEqual(30);
  expect(new Set(misuses.map(({ title }) => title)).size).toBe(misuses.length);
  const marks = sources('misuse').flatMap(([, text]) => text.match(/@ts-expect-error/g) ?? []);
  expect(marks).toHaveLength(misuses.length);
});

describe.each(COMPILERS)('TypeScript $version, on the built declarations', (compiler) => {
  let diagnostics: readonly Diagnostic[];

  beforeAll(() => {
    diagnostics = typeCheck(compiler, project);
  }, 60_000);

  it('accepts the programs of test/types/use, the declarations of the package and those of its peers', () => {
    expect(diagnostics.filter(({ file }) => !file.startsWith('bare/'))).toEqual([]);
  });

  it.each(misuses)('refuses $title', ({ file, line, refusal }) => {
    const found = diagnostics.filter((d) => d.file === `bare/${file}` && d.line === line);
    expect(found.map(({ code }) => refusalOf(code))).toEqual([refusal]);
  });

  it('refuses nothing else', () => {
    const wanted = new Set(misuses.map(({ file, line }) => `bare/${file}:${line}`));
    expect(diagnostics.filter(({ file, line }) => !wanted.has(`${file}:${line}`))).toEqual([]);
  });

  it('accepts a program with deploy, and refuses the misuses in it', () => {
    expect(typeCheck(compiler, join(project, 'deploy'))).toEqual([]);
  }, 60_000);

  it('says in a sentence that a fleet runs one orchestrator', () => {
    const title = 'a fleet of a union of orchestrators';
    const misuse = misuses.find((m) => m.title === title);
    const found = diagnostics.find((d) => d.file === `bare/${misuse?.file}` && d.line === misuse?.line);
    expect(found?.text).toContain(
      "A fleet runs exactly one orchestrator: narrow it to 'k3s' or 'docker-compose' first.",
    );
  });
});

function sources(folder: string): [name: string, text: string][] {
  const names = readdirSync(join(__dirname, folder)).sort();
  return names.map((name) => [name, readFileSync(join(__dirname, folder, name), 'utf8')]);
}

function misusesOf(file: string, text: string): Misuse[] {
  return text.split('\n').flatMap((mark, i) => {
    const [, code, title] = MARK.exec(mark) ?? [];
    return code === undefined || title === undefined ? [] : [{ title, file, line: i + 2, refusal: refusalOf(code) }];
  });
}

function refusalOf(code: string): string {
  return SAME_CODES[code] ?? code;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function link(name: string, target: string): void {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(target, join(project, 'node_modules', name), 'dir');
}
