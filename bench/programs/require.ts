import { argumentsOfProgram, Stopwatch } from './measure';

const { variant } = argumentsOfProgram();
const watch = new Stopwatch();
watch.time(() => require(variant === 'ours' ? '../../lib' : variant));
watch.print(0);
