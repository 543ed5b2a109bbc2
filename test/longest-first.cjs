const { default: Sequencer } = require('@jest/test-sequencer');

// New suites would be sorted by size and run last, so that one of two workers waits for minutes.
const longest = [/journeys\//, /bench\.int/, /import-online-retail\.int/, /new-context\.int/, /rebuild\.int/, /exploration\.spec/];

const placeOf = ({ path }) => {
  const place = longest.findIndex((name) => name.test(path));
  return place < 0 ? longest.length : place;
};

/** Starts the slowest suites first, and leaves the order of the others to Jest. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
  }
};
