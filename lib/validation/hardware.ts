import type { Disk, Gpu, Hardware, Nic, Partition } from '../portable/hardware';
import type { Report } from './problem';
import { checkKnown, type Names } from './properties';
import { bytesOf, isAbsolutePath, isPositive, isRecord, show } from './values';

const DISK_KINDS = ['nvme', 'ssd', 'emmc', 'sd'];
const GPU_VENDORS = ['nvidia', 'amd', 'intel'];
const DISK: Names<Disk> = { kind: true, size: true, partitions: true };
const PARTITION: Names<Partition> = { mountPoint: true, size: true };
const NIC: Names<Nic> = { name: true, mac: true, speed: true };
const GPU: Names<Gpu> = { vendor: true, model: true, memory: true };
/** Six octets, as Linux and Windows print them. */
const MAC = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;

/** Reads the parts of a device; those that are wrong are reported and left out. */
export function readHardware(
  props: Hardware,
  report: Report,
): Pick<Hardware, 'disks' | 'nics' | 'gpus' | 'peripherals'> {
  return {
    disks: items('disks', props.disks, 'a disk', isDisk, report, (field, disk) => {
      checkKnown(field, disk, DISK, report);
      disk.partitions?.forEach((partition, i) => {
        checkKnown(`${field}.partitions[${i}]`, partition, PARTITION, report);
      });
    }),
    nics: items('nics', props.nics, 'a NIC', isNic, report, (field, nic) => checkKnown(field, nic, NIC, report)),
    gpus: items('gpus', props.gpus, 'a GPU', isGpu, report, (field, gpu) => checkKnown(field, gpu, GPU, report)),
    peripherals: items('peripherals', props.peripherals, 'an absolute path', isAbsolutePath, report),
  };
}

function items<T>(
  field: string,
  list: readonly T[] | undefined,
  what: string,
  isOne: (item: unknown) => boolean,
  report: Report,
  look: (field: string, item: T) => void = () => {},
): readonly T[] | undefined {
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) {
    report('value-invalid', `${field} is ${show(list)}, not a list.`, `Write ${field}: […].`);
    return undefined;
  }
  return list.filter((item, i) => {
    const good = isOne(item);
    if (good) look(`${field}[${i}]`, item);
    else report('value-invalid', `${field}[${i}] is not ${what}.`, FIXES[what] ?? 'Mend it.');
    return good;
  });
}

const FIXES: Readonly<Record<string, string>> = {
  'a disk': "Write { kind: 'nvme', size: Size.gibibytes(256) }; partitions have mountPoint and size.",
  'a NIC': "Write { name: 'eth0' }; mac is 00:15:5d:01:02:03, speed is in Mbit/s.",
  'a GPU': "Write { vendor: 'nvidia', model: 'L4' }.",
  'an absolute path': "Write a device node such as '/dev/ttyUSB0'.",
};

function isDisk(x: unknown): x is Disk {
  if (!isRecord(x) || !DISK_KINDS.includes(x.kind as string) || bytesOf(x.size) === undefined) return false;
  const { partitions = [] } = x;
  return Array.isArray(partitions) && partitions.every(isPartition);
}

function isPartition(x: unknown): boolean {
  return isRecord(x) && (x.mountPoint === '/' || isAbsolutePath(x.mountPoint)) && bytesOf(x.size) !== undefined;
}

function isNic(x: unknown): x is Nic {
  if (!isRecord(x) || typeof x.name !== 'string' || x.name === '') return false;
  const { mac, speed } = x;
  return (
    (mac === undefined || (typeof mac === 'string' && MAC.test(mac))) && (speed === undefined || isPositive(speed))
  );
}

function isGpu(x: unknown): x is Gpu {
  if (!isRecord(x) || !GPU_VENDORS.includes(x.vendor as string) || typeof x.model !== 'string') return false;
  return x.memory === undefined || bytesOf(x.memory) !== undefined;
}
