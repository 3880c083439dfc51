import { SffApp } from 'sff-constructs';
import { build } from './app';

const app = new SffApp();
build(app);
app.synth();
