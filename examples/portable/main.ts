import { SffApp } from 'sff-constructs';
import { build } from './app';

const app = new SffApp({ lock: 'examples/portable/sff.lock.json' });
build(app);
app.synth();
