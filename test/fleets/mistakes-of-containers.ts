import { Secret } from 'sff-constructs';
import { container, DIGEST, untyped } from '../tree/program';
import { also, MiB, type Mutation, says } from './mutation';

const image = (reference: string) => () => ({ image: reference });

/** What users get wrong in a container: image, limits, user, environment, files, mounts. */
export const OF_CONTAINERS: readonly Mutation[] = [
  // Images
  says('an image without digest', 'image-not-pinned', image('registry.contoso.com/pos:1.4.2')),
  says('an image that is the latest', 'image-latest', image(`registry.contoso.com/pos:latest@${DIGEST}`)),
  says('an image without tag', 'image-latest', image('registry.contoso.com/pos')),
  says('an image with capitals', 'image-malformed', image(`registry.contoso.com/POS:1@${DIGEST}`)),
  says('half a digest', 'image-malformed', image('registry.contoso.com/pos:1@sha256:abc')),
  says('a digest that the lock does not have', 'image-lock-mismatch', image(`redis:7@sha256:${'e'.repeat(64)}`)),
  says('no image', 'value-invalid', image(untyped(undefined))),
  // Limits
  says('no limits', 'limits-missing', () => ({ limits: undefined })),
  says('no limit of memory', 'limits-missing', ({ limits }) => ({
    limits: { cpu: limits.cpu },
    reservations: undefined,
  })),
  says('less memory than is reserved', 'limits-invalid', () => ({
    limits: { cpu: 1, memory: MiB(64) },
    reservations: { memory: MiB(65) },
  })),
  says('less than a container of Docker needs', 'limits-invalid', () => ({ limits: { cpu: 1, memory: MiB(5) } })),
  says('a reservation that Docker refuses', 'limits-invalid', ({ limits }) => ({
    limits,
    reservations: { memory: MiB(5) },
  })),
  says('no part of a core', 'limits-invalid', ({ limits }) => ({ limits: { ...limits, cpu: 0 } })),
  says('less than no core', 'limits-invalid', ({ limits }) => ({ limits: { ...limits, cpu: -1 } })),
  says('memory as text', 'value-invalid', ({ limits }) => ({ limits: { ...limits, memory: '64Mi' } })),
  says('part of a process', 'value-invalid', ({ limits }) => ({ limits: { ...limits, pids: 1.5 } })),
  // Users, exceptions
  says('root without reason', 'runs-as-root', () => ({ user: 0, exceptions: undefined })),
  says('a user by name', 'value-invalid', () => ({ user: 'postgres' })),
  says('an exception without reason', 'reason-missing', () => ({ exceptions: { privileged: ' ' } })),
  says('an unknown capability', 'value-invalid', () => ({ capabilities: { add: ['CAP_FLY'], reason: 'It flies.' } })),
  says('a capability with its prefix', 'value-invalid', () => ({ capabilities: { add: ['CAP_CHOWN'], reason: 'x' } })),
  says(
    'a group without user',
    'unsupported',
    () => ({ user: 'image', group: 1, volumes: undefined }),
    'docker-compose',
  ),
  // Environment, files, secrets
  says('a variable with a hyphen', 'env-invalid', ({ env }) => ({ env: { ...env, 'my-var': '1' } })),
  says('text with a NUL', 'text-invalid', ({ env }) => ({ env: { ...env, A: '\0' } })),
  says('half a character', 'text-invalid', () => ({ args: ['\ud83d'] })),
  says('a password in the environment', 'credential-in-output', ({ env }) => ({
    env: { ...env, DATABASE: 'postgres://till:hunter2@db.till/till' },
  })),
  says('a password in a config file', 'credential-in-output', ({ configFiles }) => ({
    configFiles: also(configFiles, { path: '/own/pos.conf', content: 'url: https://till:hunter2@contoso.com' }),
  })),
  says(
    'a secret in the environment, unasked',
    'needs-choice',
    ({ env }) => ({
      env: { ...env, PASSWORD: Secret.named('db') },
      kubernetes: { reason: 'x' },
    }),
    'k3s',
  ),
  says('a secret with capitals', 'name-invalid', ({ secrets }) => ({
    secrets: also(secrets, { secret: Secret.named('DB'), mountPath: '/own/secret' }),
  })),
  says('a key of a secret that is a way up', 'value-invalid', ({ secrets }) => ({
    secrets: also(secrets, { secret: Secret.named('db', { key: '..key' }), mountPath: '/own/secret' }),
  })),
  says('more config files than fit', 'config-too-large', () => ({
    configFiles: [{ path: '/own/big', content: 'x'.repeat(1024 ** 2 + 1) }],
  })),
  says('a command without program', 'value-invalid', () => ({ command: [] })),
  // Mounts
  says('a relative path', 'path-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: 'own' }),
  })),
  says('a path with a way up', 'path-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own/../etc' }),
  })),
  says('a path with a colon', 'path-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own:ro' }),
  })),
  says('a volume where the engine mounts its own', 'path-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/proc' }),
  })),
  says('two things at one path', 'mount-duplicate', ({ volumes, configFiles }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own' }),
    configFiles: also(configFiles, { path: '/own', content: '' }),
  })),
  says('a volume below a file', 'mount-duplicate', ({ volumes, configFiles }) => ({
    volumes: also(volumes, { tmpfs: MiB(1), mountPath: '/own/data' }),
    configFiles: also(configFiles, { path: '/own', content: '' }),
  })),
  says('a volume of no size', 'value-invalid', ({ volumes }) => ({
    volumes: also(volumes, { tmpfs: MiB(0), mountPath: '/own' }),
  })),
  says('a directory that nobody allows', 'host-path-not-allowed', ({ volumes }) => ({
    volumes: also(volumes, { hostPath: '/etc', mountPath: '/own' }),
  })),
  says('a volume that is not there', 'reference-unknown', ({ init }) => ({
    init: also(init, { ...container, name: 'lost', mounts: [{ volume: 'nowhere', mountPath: '/own' }] }),
  })),
  says(
    'a volume that nobody makes writable',
    'unsupported',
    () => ({
      user: 1000,
      replicas: 1,
      volumes: [{ name: 'own', mountPath: '/own', size: MiB(1) }],
      sidecars: undefined,
      init: undefined,
    }),
    'docker-compose',
  ),
];
