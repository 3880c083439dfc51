import { Duration, Size } from 'cdk8s';
import { Egress, Health, Secret } from 'sff-constructs';

/** A value as TypeScript that makes it again, so that a plan that failed can be kept. What is undefined is left out. */
export function toSource(value: unknown, indent = ''): string {
  const deeper = `${indent}  `;
  const call = (name: string, ...args: readonly unknown[]) =>
    `${name}(${args.map((a) => toSource(a, indent)).join(', ')})`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Size) return call('Size.kibibytes', value.toKibibytes());
  if (value instanceof Duration) return call('Duration.millis', value.toMilliseconds());
  if (Secret.isSecret(value)) return call('Secret.named', value.name, { key: value.key });
  if (Egress.isEgress(value)) {
    const { target } = value;
    return target.kind === 'to'
      ? call('Egress.to', target.cidr, target.port, target.protocol)
      : call(`Egress.${target.kind}`);
  }
  if (Health.isHealth(value)) return sourceOfHealth(value, call);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => toSource(item, deeper))
    : Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [`${keyOf(key)}: ${toSource(item, deeper)}`],
      );
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${deeper}${part},\n`).join('')}${indent}${close}`;
}

function sourceOfHealth({ check, timing }: Health, call: (name: string, ...args: unknown[]) => string): string {
  if (check.kind === 'command') return call('Health.command', check.command, timing);
  const { kind, tool: composeTool, ...rest } = check;
  return call(kind === 'http' ? 'Health.httpGet' : 'Health.tcp', { ...timing, ...rest, composeTool });
}

function keyOf(key: string): string {
  if (key === '__proto__') return '["__proto__"]';
  return /^[a-z_]\w*$/i.test(key) ? key : JSON.stringify(key);
}
