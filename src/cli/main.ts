import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { Logger } from 'pino';
import type { Hub } from '../app.js';
import { type Config, readConfig } from '../config.js';
import { makeLog } from '../log.js';
import { EXIT, type ExitCode, explain } from './exit.js';

/**
 * The command line. What a command does is loaded when it is called, so that help and mistakes are answered at once.
 */
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

let exitCode: ExitCode = EXIT.ok;

/** Runs a command with the configuration and the log that every command but `schema` and `doctor` needs. */
const configured =
  <Arguments extends unknown[]>(run: (config: Config, log: Logger, ...rest: Arguments) => Promise<ExitCode>) =>
  async (...rest: Arguments): Promise<void> => {
    const config = readConfig(process.env);
    exitCode = await run(config, makeLog(config.logLevel), ...rest);
  };

/** Runs a command that needs the whole hub, but not its web server. */
const withHub = <Options>(run: (hub: Hub, options: Options) => Promise<ExitCode>) =>
  configured(async (config, log, options: Options) => {
    const hub = await (await import('../app.js')).openHub(config, log);
    try {
      return await run(hub, options);
    } finally {
      await hub.close();
    }
  });

const program = new Command('hearth')
  .description('Hearth: a GraphQL headless CMS and community hub for family centres')
  .version(version)
  .helpCommand(false)
  .showHelpAfterError('(--help shows how it is used)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Settings are environment variables; docs/operations.md lists them. All have a default.
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.

Examples:
  $ npx hearth start                   # serve the hub on http://127.0.0.1:4000
  $ PORT=8080 npx hearth start         # on another port
  $ npx hearth doctor                  # what is wrong, and what to do about it`,
  );

program
  .command('start')
  .description('serve the hub; the first start creates the database, an administrator and content to try')
  .option('--no-seed', 'begin with an empty hub')
  .action(
    configured(async (config, log, options: { seed: boolean }) =>
      (await import('./start.js')).start(config, log, options),
    ),
  );

program
  .command('migrate')
  .description('create the tables, or bring them to this version; start does so too')
  .action(configured(async (config, log) => (await import('./migrate.js')).migrate(config, log)));

program
  .command('seed')
  .description('bring in the content that comes with Hearth, to try things with; may be done again')
  .action(withHub(async (hub) => (await import('./seed.js')).seed(hub)));

program
  .command('reindex')
  .description('fill the search index anew; the hub may run meanwhile')
  .action(withHub(async (hub) => (await import('./reindex.js')).reindex(hub)));

program
  .command('create-admin')
  .description('make an administrator, or make one of an existing member')
  .option('--email <address>', 'whose account; ADMIN_EMAIL unless told')
  .option('--name <name>', 'of a new account (default: "Admin")')
  .option('--password <password>', '10 to 128 characters; a random one is made and shown unless told')
  .addHelpText(
    'after',
    `
An administrator who is named without a password gets a new one. Another member keeps theirs.

Examples:
  $ npx hearth create-admin
  $ npx hearth create-admin --email eva@family-centre.example --name Eva`,
  )
  .action(
    withHub(async (hub, options: { email?: string; name?: string; password?: string }) =>
      (await import('./create-admin.js')).createAdmin(hub, options),
    ),
  );

program
  .command('doctor')
  .description('look whether everything is in order, and say what to do where it is not; changes nothing')
  .option('--json', 'for machines: { healthy, findings: [{ check, state, text }] }')
  .addHelpText('after', '\nIt can be used while the hub runs. Exit code 1 when something is wrong.')
  .action(async (options: { json?: true }) => {
    exitCode = await (await import('./doctor/doctor.js')).doctor(options);
  });

program
  .command('schema')
  .description('print the GraphQL schema')
  .option('--check', 'compare it with schema.graphql; exit code 1 when they differ')
  .option('--write', 'write it to schema.graphql')
  .addHelpText('after', '\nExamples:\n  $ npx hearth schema > hub.graphql\n  $ npx hearth schema --check')
  .action(async (options: { check?: true; write?: true }, command: Command) => {
    if (options.check && options.write) command.error("error: '--check' and '--write' do not go together");
    exitCode = await (await import('./schema.js')).schema(options);
  });

try {
  if (process.argv.length === 2) program.help({ error: true });
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else exitCode = explain(error, /^(debug|trace)$/.test(process.env.LOG_LEVEL ?? ''));
}
process.exitCode = exitCode;
