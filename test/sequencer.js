/** The order of the test files: those of a whole cloud take longest and go first, so that none of them ends alone. */
const { default: Sequencer } = require('@jest/test-sequencer');

const isOfACloud = ({ path }) => /end-to-end|browser/.test(path);

module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(isOfACloud), ...sorted.filter((test) => !isOfACloud(test))];
  }
};
