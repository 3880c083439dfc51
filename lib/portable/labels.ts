/** What something is looked up by: region, ring, customer. */
export type Labels = Readonly<Record<string, string>>;
