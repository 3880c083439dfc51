const WIDTH = 6;

/** Does the work for each of the list, a few at a time. */
export async function atOnce<T>(list: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < list.length; index = next++) await work(list[index] as T); // below its length
  };
  await Promise.all(Array.from({ length: Math.min(WIDTH, list.length) }, worker));
}
