import type { Database } from '@marketplace/platform';
import type { Assembler, SearchEngine } from '../../../application/ports';
import { columnEngine } from './column-engine';
import { mirrorIndex } from './mirror';

/** Search in memory over what PostgreSQL keeps. */
export type MirroredSearch = {
  readonly engine: SearchEngine;
  /** The same assembler, after whose work the mirror looks at once. */
  readonly noticed: (assembler: Assembler) => Assembler;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly db: Database;
  /** Answers whatever the mirror cannot. */
  readonly postgres: SearchEngine;
  /** As many products are held at most, 0 for none. */
  readonly mostProducts: number;
  readonly onFault: (error: unknown) => void;
};

export const mirroredSearch = ({ db, postgres, mostProducts, onFault }: Options): MirroredSearch => {
  if (mostProducts === 0) return { engine: postgres, noticed: (assembler) => assembler, stop: () => Promise.resolve() };
  const mirror = mirrorIndex({ db, mostProducts, onFault });
  return {
    engine: columnEngine(db, mirror, postgres),
    noticed: ({ assemble }) => ({
      assemble: async () => {
        const taken = await assemble();
        // Nobody waits for it: whoever searches a moment later finds what was taken in.
        if (taken > 0) void mirror.wake();
        return taken;
      },
    }),
    stop: mirror.stop,
  };
};
