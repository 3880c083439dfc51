import { Config, type Output, secret } from '@pulumi/pulumi';
import { AgentKey } from '../azure/agent-key';
import { AzureSecret, walk } from '../azure/value';
import type { AzureModel } from '../portable/azure';
import { refuse } from './errors';
import { type DeployOptions, textOf } from './options';

/** By name. */
export type Secrets = ReadonlyMap<string, Output<string>>;

/**
 * Every secret that the resources name; all that are missing are said at once.
 *
 * @throws RunError `deploy-option-invalid`
 */
export function secretsOf(models: readonly AzureModel[], { secrets }: DeployOptions): Secrets {
  const config = new Config();
  const names = new Map<string, string>();
  for (const { construct, body } of models) {
    walk(body, (leaf) => {
      const named = AgentKey.isAgentKey(leaf) ? leaf.secret : leaf;
      if (AzureSecret.isAzureSecret(named)) names.set(named.name, names.get(named.name) ?? construct.node.path);
    });
  }
  const values = new Map<string, Output<string>>();
  const missing: string[] = [];
  for (const [name, path] of names) {
    const value = (secrets === undefined ? config.getSecret(name) : secrets(name)) ?? undefined;
    if (value === undefined) missing.push(`${name} (of ${path})`);
    else values.set(name, secret(textOf(value, (text) => checkedText(name, path, text))));
  }
  if (missing.length > 0) {
    const more = missing.length > 5 ? `, and ${missing.length - 5} more` : '';
    refuse(
      'deploy-option-invalid',
      '',
      `the configuration lacks ${missing.length === 1 ? 'the secret' : 'the secrets'} ${missing.slice(0, 5).join(', ')}${more}.`,
      'Set each with `pulumi config set --secret <name>`, or give them by the option secrets.',
    );
  }
  return values;
}

function checkedText(name: string, path: string, text: unknown): string {
  if (typeof text === 'string') return text;
  return refuse(
    'deploy-option-invalid',
    path,
    `the secret ${name} is no text.`,
    'Have the option secrets give a text.',
  );
}
