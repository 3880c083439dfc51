import type { App } from 'cdk8s';
import { SffApp } from './app';
import { MemoryTree } from './output/tree';
import { synthesize } from './synthesis';

/** Helpers for the tests of programs. */
// biome-ignore lint/complexity/noStaticOnlyClass: `Testing.synth(app)` reads as cdk8s' own `Testing` does.
export class Testing {
  /**
   * An app for a test, with all its sites, whatever `SFF_SHARD` and `SFF_ONLY` say; as long as `synth()` is not called
   * on it, nothing is written.
   */
  public static app(): SffApp {
    return new SffApp({ shard: '', only: '' });
  }

  /**
   * Renders an app without touching the disk: every file's text by its path.
   *
   * @throws SffValidationError with every problem of the program
   */
  public static synth(app: App): Record<string, string> {
    const tree = new MemoryTree();
    synthesize(app, [], tree);
    return tree.files();
  }
}
