import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { Logger } from 'pino';
import { type Config, readConfig } from '../config.js';
import type { Hub } from '../hub.js';
import type { HsdsOptions } from '../import/hsds/import-hsds.js';
import { makeLog } from '../log.js';
import { EXIT, type ExitCode, explain } from './exit.js';
import type { ImportOptions } from './import.js';

/**
 * The command line. What a command does is loaded when it is called, so that help and mistakes are answered at once.
 */
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

let exitCode: ExitCode = EXIT.ok;

// The launcher (bin/hearth.mjs) is gone, and nobody else knows of this process.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

/** Runs a command with the configuration and the log that every command but `schema`, `access` and `doctor` needs. */
const configured =
  <Arguments extends unknown[]>(run: (config: Config, log: Logger, ...rest: Arguments) => Promise<ExitCode>) =>
  async (...rest: Arguments): Promise<void> => {
    const config = readConfig(process.env);
    exitCode = await run(config, makeLog(config.logLevel), ...rest);
  };

/** Runs a command that needs the whole hub, but not its web server. */
const withHub = <Arguments extends unknown[]>(run: (hub: Hub, ...rest: Arguments) => Promise<ExitCode>) =>
  configured(async (config, log, ...rest: Arguments) => {
    const hub = await (await import('../hub.js')).openHub(config, log);
    try {
      return await run(hub, ...rest);
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

const importing = program
  .command('import')
  .description('take over content from elsewhere; may be done again, and after an interruption');
const reportOption = [
  '--report <path>',
  'where to list what was not taken as it stands, as CSV (default: a file in this folder)',
] as const;
const importJson = ['--json', 'for machines: { tables, outcomes, problems, report }'] as const;

importing
  .command('hsds <folder>')
  .description('a directory of organisations: the CSV tables of HSDS 1.1 or 3.0')
  .option('--source <name>', 'which directory this is (default: the name of the folder)')
  .option('--take-back', 'take organisations that are not in the data any more back from the public')
  .option('--timezone <zone>', 'of hours for which the data names none, such as America/Chicago')
  .option('--country <code>', 'of addresses that name none, such as US')
  .option('--locale <tag>', 'the language of the data (default: the first of LOCALES)')
  .option('--encoding <name>', 'what the files are written in, such as windows-1250 (default: found out)')
  .option(...reportOption)
  .option(...importJson)
  .addHelpText('after', '\nExample:\n  $ npx hearth import hsds ./illinois --timezone America/Chicago --country US')
  .action(
    withHub(async (hub, folder: string, options: ImportOptions & HsdsOptions) =>
      (await import('./import.js')).hsds(hub, folder, options),
    ),
  );

importing
  .command('medlineplus <folder>')
  .description('health articles: the XML files of MedQuAD')
  .option(...reportOption)
  .option(...importJson)
  .addHelpText('after', '\nExample:\n  $ npx hearth import medlineplus ./topics')
  .action(
    withHub(async (hub, folder: string, options: ImportOptions) =>
      (await import('./import.js')).medlineplus(hub, folder, options),
    ),
  );

program
  .command('reindex')
  .description('fill the search index anew; the hub may run meanwhile')
  .action(withHub(async (hub) => (await import('./reindex.js')).reindex(hub)));

program
  .command('search')
  .description('look after the search index')
  .command('check')
  .description(
    'compare the search index with what is published; exit code 1 when they differ; the hub may run meanwhile',
  )
  .option('--repair', 'bring the index in line')
  .addHelpText('after', '\nExample:\n  $ npx hearth search check --repair')
  .action(
    withHub(async (hub, options: { repair?: boolean }) =>
      (await import('./search-check.js')).searchCheck(hub, options),
    ),
  );

program
  .command('mail')
  .description('look after the sending of mails')
  .command('test <address>')
  .description('send a mail as the hub would, and say what became of it')
  .addHelpText('after', '\nExample:\n  $ npx hearth mail test eva@family-centre.example')
  .action(
    configured(async (config, log, address: string) => (await import('./mail-test.js')).mailTest(config, log, address)),
  );

program
  .command('backup <file>')
  .description('write all that the hub holds to one file; the hub may run meanwhile')
  .addHelpText(
    'after',
    `
Whoever has the file has everything in it: accounts, drafts, files. Only its owner can read it.

Example:
  $ npx hearth backup /srv/backups/hearth-$(date +%F).tar.gz`,
  )
  .action(configured(async (config, log, file: string) => (await import('./backup.js')).backup(config, log, file)));

program
  .command('restore <file>')
  .description('bring a backup into a hub that has no content yet; stop the hub before')
  .addHelpText('after', '\nExample:\n  $ HEARTH_DATA=/srv/hearth-new npx hearth restore /srv/backups/hearth.tar.gz')
  .action(configured(async (config, log, file: string) => (await import('./backup.js')).restore(config, log, file)));

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

program
  .command('access')
  .description('print who may do what, as Markdown')
  .option('--check', 'compare it with docs/access.md; exit code 1 when they differ')
  .option('--write', 'write it to docs/access.md')
  .action(async (options: { check?: true; write?: true }, command: Command) => {
    if (options.check && options.write) command.error("error: '--check' and '--write' do not go together");
    exitCode = await (await import('./access.js')).access(options);
  });

try {
  if (process.argv.length === 2) program.help({ error: true });
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else exitCode = explain(error, /^(debug|trace)$/.test(process.env.LOG_LEVEL ?? ''));
}
process.exitCode = exitCode;
