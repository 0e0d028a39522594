import type { Hub } from '../hub.js';
import { Refused } from '../schema/user-error.js';
import { makeAdmin } from './admin.js';
import { EXIT, type ExitCode, UsageError } from './exit.js';

/** Makes or promotes an administrator; a password that was made here is shown this one time. */
export async function createAdmin(
  hub: Hub,
  options: { email?: string; name?: string; password?: string },
): Promise<ExitCode> {
  const email = options.email ?? hub.config.admin.email;
  const { outcome, newPassword } = await makeAdmin(hub, { ...options, email }).catch((error: unknown) => {
    throw error instanceof Refused ? new UsageError(error.message) : error;
  });
  console.log(
    {
      created: `${email} is a new administrator.`,
      promoted: `${email} is an administrator now.${options.password ? ' The password was changed.' : ' The password stays.'}`,
      'was one': `${email} was an administrator already. The password was changed, and all sessions ended.`,
    }[outcome],
  );
  if (newPassword) console.log(`Password (shown only now): ${newPassword}`);
  return EXIT.ok;
}
