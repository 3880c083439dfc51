/** What a program prints of itself, as JSON. Times in milliseconds. */
export interface Measure {
  readonly wall: number;
  /** User and system time of the whole process: garbage collection and compilation on other threads included. */
  readonly cpu: number;
  /** Peak resident memory of the process, in bytes. */
  readonly peak: number;
  /** Objects of Kubernetes that were written. */
  readonly objects: number;
}

/** Adds up the time of the parts of a program that count. */
export class Stopwatch {
  private wall = 0;
  private cpu = 0;

  time<T>(part: () => T): T {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const result = part();
    this.wall += performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    this.cpu += (user + system) / 1000;
    return result;
  }

  async timeAsync<T>(part: () => Promise<T>): Promise<T> {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const result = await part();
    this.wall += performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    this.cpu += (user + system) / 1000;
    return result;
  }

  print(objects: number): void {
    // On Linux in kibibytes.
    const peak = process.resourceUsage().maxRSS * 1024;
    const measure: Measure = { wall: this.wall, cpu: this.cpu, peak, objects };
    console.log(JSON.stringify(measure));
  }
}

/** What every program is called with. */
export function argumentsOfProgram(): { sites: number; outdir: string; variant: string } {
  const [, , sites = '', outdir = '', variant = ''] = process.argv;
  return { sites: Number(sites), outdir, variant };
}

/** Ids of sites. */
export function siteIds(sites: number): string[] {
  return Array.from({ length: sites }, (_, i) => `store-${String(i).padStart(5, '0')}`);
}
