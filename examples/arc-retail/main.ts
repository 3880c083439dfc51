import { SffApp } from 'sff-constructs';
import { build } from './app';

const app = new SffApp({ lock: 'examples/arc-retail/sff.lock.json' });
build(app);
app.synth();
