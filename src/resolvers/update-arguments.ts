/** What the argument `revision` of whatever updates something says. */
export const STARTED_FROM = {
  nullable: true,
  description:
    'Its `revision` that you began with: when others have changed it since, nothing is done and VersionConflict tells. Absent: your change is made to what it is by now.',
} as const;

/** What the argument `removeLocales` of whatever updates texts says. */
export const REMOVED_LOCALES = {
  nullable: true,
  description: 'Languages whose texts go. Those that are neither named here nor in `translations` stay as they are.',
} as const;
