import type { IndexSource } from '../../application/index-copy';
import type { Assembler, SearchEngine } from '../../application/ports';
import { columnEngine } from './column-engine';
import { mirrorIndex } from './mirror';

/** Search in memory over what another engine keeps. */
export type MirroredSearch = {
  readonly engine: SearchEngine;
  /** The same assembler, after whose work the mirror looks at once. */
  readonly noticed: (assembler: Assembler) => Assembler;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly source: IndexSource;
  /** Answers whatever the mirror cannot. */
  readonly fallback: SearchEngine;
  /** As many products are held at most, 0 for none. */
  readonly mostProducts: number;
  readonly onFault: (error: unknown) => void;
};

export const mirroredSearch = ({ source, fallback, mostProducts, onFault }: Options): MirroredSearch => {
  if (mostProducts === 0) return { engine: fallback, noticed: (assembler) => assembler, stop: () => Promise.resolve() };
  const mirror = mirrorIndex({ source, mostProducts, onFault });
  return {
    engine: columnEngine(source, mirror, fallback),
    noticed: ({ assemble }) => ({
      assemble: async () => {
        const taken = await assemble();
        // Nobody waits for it: a search a moment later finds what was taken in.
        if (taken > 0) void mirror.wake();
        return taken;
      },
    }),
    stop: mirror.stop,
  };
};
