import type { IndexSource } from '../../application/index-source';
import type { DocumentBuilder, SearchEngine } from '../../application/ports';
import { columnEngine } from './column-engine';
import { mirrorIndex } from './index-mirror';

/** A search engine in memory, backed by another engine. */
export type MirroredSearch = {
  readonly engine: SearchEngine;
  /** Wraps a document builder so that the mirror refreshes after every batch. */
  readonly refreshAfterBuild: (builder: DocumentBuilder) => DocumentBuilder;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly source: IndexSource;
  /** The engine that answers while the mirror cannot. */
  readonly fallback: SearchEngine;
  /** The most products to hold in memory; 0 turns the mirror off. */
  readonly maxProducts: number;
  readonly onFault: (error: unknown) => void;
};

export const mirroredSearch = ({ source, fallback, maxProducts, onFault }: Options): MirroredSearch => {
  if (maxProducts === 0) return { engine: fallback, refreshAfterBuild: (builder) => builder, stop: () => Promise.resolve() };
  const mirror = mirrorIndex({ source, maxProducts, onFault });
  return {
    engine: columnEngine(source, mirror, fallback),
    refreshAfterBuild: ({ buildBatch }) => ({
      buildBatch: async () => {
        const handled = await buildBatch();
        // Not awaited: the builder does not need to wait until searches see the changes.
        if (handled > 0) void mirror.refresh();
        return handled;
      },
    }),
    stop: mirror.stop,
  };
};
