/** What the harness writes where a site asks for a secret: text that a shell, YAML and Compose take for something else. */
export function secretOf(namespace: string, name: string, key: string): string {
  return `secret of ${namespace}/${name}/${key}: $HOME '"\\ #`;
}
