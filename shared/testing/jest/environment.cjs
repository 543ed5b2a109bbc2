const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const { exit } = process;

// A worker whose Jest was killed would run its suite to the end, and keep its servers. Listening for the end of the channel instead
// would keep the worker alive after the last suite.
if (process.connected) setInterval(() => process.connected || exit(1), 500).unref();

const { console } = globalThis;

/** The metadata that decorators write; each suite begins without any. */
const decoratorStorages = ['TypeGraphQLMetadataStorage', 'typeormMetadataArgsStorage'];

/**
 * Suites run one after the other in the worker's own global scope, not in a new one each: libraries are loaded once per worker (see
 * runtime.cjs), and access to globals is as fast as in production. What a suite changes of the process is undone after it.
 */
module.exports = class SharedScope {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.conditions = projectConfig.testEnvironmentOptions.customExportConditions;
    this.env = { ...process.env };
    for (const name of decoratorStorages) Reflect.deleteProperty(globalThis, name);
    this.moduleMocker = new ModuleMocker(globalThis);
    const timerConfig = { idToRef: (id) => id, refToId: (ref) => ref };
    this.fakeTimers = new LegacyFakeTimers({ config: projectConfig, global: globalThis, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  getVmContext() {
    return this.fakeTimers === null ? null : globalThis;
  }

  exportConditions() {
    return this.conditions;
  }

  setup() {
    return Promise.resolve();
  }

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.fakeTimers = null;
    this.fakeTimersModern = null;
    for (const name of Object.keys(process.env)) if (!(name in this.env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.env);
    process.exit = exit;
    globalThis.console = console;
  }
};
