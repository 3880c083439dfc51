import { Size } from 'cdk8s';

export const network = { lan: '10.0.42.0/24' };
export const container = {
  image: 'registry.contoso.com/pos:1.4.2@sha256:0',
  limits: { cpu: 0.5, memory: Size.mebibytes(256) },
  user: 10001,
};
export const hardware = { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32) } as const;
