/** A product as it was read; a write is accepted only while nobody else has written since. */
export type Versioned<T> = { readonly version: number; readonly state: T };
