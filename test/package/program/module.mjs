import { Size } from 'cdk8s';
import * as sff from 'sff-constructs';
import { Application, DockerComposeSite, Fleet, K3sSite, SffApp, SffDevice, Workload } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { fleets } from './fleets.cjs';

const named = { Application, DockerComposeSite, Fleet, K3sSite, SffApp, SffDevice, Workload };
console.log(JSON.stringify({ files: Testing.synth(fleets(named, { Size })), names: Object.keys(sff) }));
