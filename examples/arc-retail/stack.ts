import { join } from 'node:path';
import { Config } from '@pulumi/pulumi';
import { SffApp } from 'sff-constructs';
import { deploy } from 'sff-constructs/pulumi';
import { build } from './app';

const app = new SffApp({ lock: join(__dirname, 'sff.lock.json') });
build(app);

/** A stack for each ring: `pulumi config set ring pilot`. */
const ring = new Config().get('ring');
const deployment = deploy(app, ring === undefined ? {} : { select: { labels: { ring } } });

/** By store: the cluster's id, its issuer, and the manifest that carries the agents' key to the device. */
export const sites = deployment.sites;
