import type { Viewer } from '../../access/viewer.js';
import { Refused } from '../../schema/user-error.js';

/**
 * For everything by which members contribute. What is imported or seeded has no viewer, and is not asked.
 * @throws Refused CONDUCT_REQUIRED until the viewer has accepted the newest code of conduct
 */
export function requireConduct(viewer: Viewer): void {
  if (!viewer.mustAcceptConduct) return;
  throw Refused.because(
    'CONDUCT_REQUIRED',
    'Before you contribute, read the code of conduct and accept it: `codeOfConduct` has it, `acceptCodeOfConduct` takes your word.',
    'input',
  );
}
