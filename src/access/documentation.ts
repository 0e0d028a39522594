import type { GraphQLEnumType, GraphQLSchema } from 'graphql';
import type { ActionRule, Area, FieldRule, ReadRule } from './rules.js';
import { SUBJECTS } from './subjects.js';
import { accessTable } from './table.js';
import { wordsOfGrounds, wordsOfWho } from './words.js';

const INTRODUCTION = `# Who may do what

<!-- Written by "npx hearth access --write" from src/access/table.ts: change the table, not this file. -->

Whoever is not named in a line is refused. What someone may not see looks to them exactly like what does not exist: it
is null, it is not counted, and it cannot be filtered, sorted by or changed. When someone sees a thing but may not do
what they ask, they are told so, and who may.

Every object has a field \`can\` with the actions open to whoever asks, so that an app shows only buttons that work.
`;

const GRANTS = `## Roles for one place

An admin can give a role for one place only (\`grantAccess\`, \`revokeAccess\`). The member then has it there and nowhere
else, whatever their other roles.

| role | for | they are called below |
|---|---|---|
| MODERATOR | a space | moderators of the space |
| PARTNER | an organisation | partners of the organisation: they save drafts of its page; editors publish them |
| CONTRIBUTOR | a language | contributors for a language: they translate, and change nothing but the texts in it |
`;

const KEYS = `## API keys

A key acts for its owner: with the scope READ as a visitor, with ALL as the owner, and with CONTENT as the owner, but
without what only admins read, and it changes only what these areas are about: ${accessTable
  .filter((area) => area.forContentKeys)
  .map(({ area }) => area)
  .join(', ')}.
`;

/** The table of rights as a page in Markdown, with the descriptions of the schema. */
export function accessDocumentation(schema: GraphQLSchema): string {
  return [INTRODUCTION, rolesOf(schema), GRANTS, KEYS, ...accessTable.map((area) => areaOf(schema, area))].join('\n');
}

function rolesOf(schema: GraphQLSchema): string {
  const roles = (schema.getType('Role') as GraphQLEnumType).getValues();
  return `## Roles

A member can have several roles, and may do what any of them allows.

${table(['role', 'what for'], [['(visitor)', 'Someone who is not signed in.'], ...roles.map(({ name, description }) => [name, description!])])}
`;
}

function areaOf(schema: GraphQLSchema, { area, rules }: Area): string {
  const parts = [
    actions(rules.filter((rule) => 'action' in rule)),
    fields(rules.filter((rule) => 'read' in rule)),
    calls(
      schema,
      rules.filter((rule) => 'field' in rule),
    ),
  ];
  return `## ${area}\n\n${parts.filter(Boolean).join('\n\n')}\n`;
}

function actions(rules: readonly ActionRule[]): string {
  const cells = [...Map.groupBy(rules, ({ action, on }) => `${on} ${action}`).values()].map((same) => [
    SUBJECTS[same[0]!.on].word,
    wordsOfAction(same[0]!.action),
    wordsOfGrounds(same),
  ]);
  return table(['with a …', 'one may', 'who'], cells);
}

function fields(rules: readonly ReadRule[]): string {
  const each = rules.flatMap((rule) => rule.read.map((field) => ({ field, rule })));
  const cells = [...Map.groupBy(each, ({ field }) => field)].map(([field, same]) => [
    `\`${field}\``,
    wordsOfGrounds(same.map(({ rule }) => rule)),
  ]);
  return cells.length ? table(['the field', 'is read only by'], cells) : '';
}

function calls(schema: GraphQLSchema, rules: readonly FieldRule[]): string {
  const cells = rules.map((rule) => {
    const [type, name] = rule.field.split('.') as [string, string];
    const field = (type === 'Query' ? schema.getQueryType() : schema.getMutationType())!.getFields()[name];
    const people = rule.withoutKey ? ', not with an API key' : '';
    const provided = rule.provided ? `, provided that ${rule.provided}` : '';
    return [`\`${name}\``, firstSentence(field?.description ?? ''), `${callersOf(rule)}${people}${provided}`];
  });
  return table(['call', 'what it does', 'who'], cells);
}

function callersOf(rule: FieldRule): string {
  if ('who' in rule) return wordsOfWho(rule.who);
  return `whoever may ${[rule.to].flat().map(wordsOfAction).join(' or ')} (${SUBJECTS[rule.on].word})`;
}

function wordsOfAction(action: string): string {
  return action.toLowerCase().replaceAll('_', ' ');
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')).replaceAll(' ', ''), ...rows.map(line)].join('\n');
}
