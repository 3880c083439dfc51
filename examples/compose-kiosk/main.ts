import { SffApp } from 'sff-constructs';
import { build } from './app';

const app = new SffApp({ lock: 'examples/compose-kiosk/sff.lock.json' });
build(app);
app.synth();
