const { constants, compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const isLibrary = (path) => path.includes('/node_modules/') && !path.endsWith('.json');

/**
 * Jest's runtime with two differences. Libraries come from Node's own module cache, so that a worker loads them once and not for
 * every suite; the project's own modules are loaded for each suite, as usual. And modules are compiled in the worker's own scope,
 * which is the environment's too (environment.cjs).
 *
 * Both reach into parts of jest-runtime that are not its public interface: runtime.spec.ts fails when an upgrade changes them.
 */
module.exports = class SharedLibraries extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    executor.compile = (source, filename) =>
      this._environment.getVmContext() === null
        ? null
        : compileFunction(source, executor.injectedModuleParameters, {
            filename,
            importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
          });
  }

  requireModuleOrMock(from, moduleName) {
    const path = this.libraryPath(from, moduleName);
    return path === undefined ? super.requireModuleOrMock(from, moduleName) : require(path);
  }

  libraryPath(from, moduleName) {
    if (moduleName.startsWith('.') || moduleName === '@jest/globals' || this._resolution.isCoreModule(moduleName)) return undefined;
    try {
      const path = this._resolution.resolveCjs(from, moduleName);
      return isLibrary(path) ? path : undefined;
    } catch {
      // Jest says better what is missing.
      return undefined;
    }
  }
};
