// What `npm run reindex` asks of the graph, as an operator.

const errors = 'userErrors { code message }';
const build = 'id version phase events skipped setAside lastError sources { producer isDone }';

export const rebuild = `mutation Rebuild($input: SearchModelInput!) { searchIndexRebuild(input: $input) { build { ${build} } ${errors} } }`;

export const rollback = `mutation Rollback($input: SearchModelInput!) { searchIndexRollback(input: $input) { version { version } ${errors} } }`;

export const cancel = `mutation CancelRebuild($input: SearchModelInput!) {
  searchIndexRebuildCancel(input: $input) { version { version } ${errors} }
}`;

export const follow = `query FollowBuild($id: ID!) { searchBuild(id: $id) { ${build} } }`;

/** A build in the results of these operations. */
export type BuildAnswer = {
  readonly id: string;
  readonly version: number;
  readonly phase: 'REPLAYING' | 'DRAINING' | 'DONE' | 'CANCELLED';
  readonly events: number;
  readonly skipped: number;
  readonly setAside: number;
  readonly lastError: string | null;
  readonly sources: readonly { readonly producer: string; readonly isDone: boolean }[];
};
