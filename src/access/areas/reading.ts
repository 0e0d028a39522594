import type { Area } from '../rules.js';
import { EDITORS, EVERYONE } from '../who.js';

export const readingContent: Area = {
  area: 'Reading content',
  rules: [
    { action: 'READ', on: 'Entry', who: EVERYONE, when: 'published' },
    { action: 'READ', on: 'Location', who: EVERYONE, when: 'wholeSeen' },
    { action: 'READ', on: 'Service', who: EVERYONE, when: 'wholeSeen' },
    // These are reached through what they are a part of only.
    { action: 'READ', on: 'Phone', who: EVERYONE },
    { action: 'READ', on: 'Schedule', who: EVERYONE },
    { action: 'READ', on: 'ScheduleException', who: EVERYONE },
    { action: 'READ', on: 'SlugRedirect', who: EVERYONE, when: 'wholeSeen' },
    { action: 'READ', on: 'Topic', who: EVERYONE },
    { action: 'READ', on: 'Expert', who: EVERYONE },
    { read: ['SuccessStory.consent'], who: EDITORS },

    { field: 'Query.resources', who: EVERYONE },
    { field: 'Query.resource', who: EVERYONE },
    { field: 'Query.expertArticles', who: EVERYONE },
    { field: 'Query.expertArticle', who: EVERYONE },
    { field: 'Query.successStories', who: EVERYONE },
    { field: 'Query.successStory', who: EVERYONE },
    { field: 'Query.partnerOrganizations', who: EVERYONE },
    { field: 'Query.partnerOrganization', who: EVERYONE },
    { field: 'Query.locales', who: EVERYONE },
    { field: 'Query.slugRedirects', who: EVERYONE },
    { field: 'Query.slugRedirect', who: EVERYONE },
    { field: 'Query.topics', who: EVERYONE },
    { field: 'Query.topic', who: EVERYONE },
    { field: 'Query.experts', who: EVERYONE },
    { field: 'Query.expert', who: EVERYONE },
    { field: 'Query.node', who: EVERYONE, provided: 'they see the object' },
    { field: 'Query.search', who: EVERYONE },
    { field: 'Query.searchByType', who: EVERYONE },
    { field: 'Query.suggest', who: EVERYONE },
    { field: 'Mutation.reportSearchClick', who: EVERYONE },
    { field: 'Mutation.rateHelpfulness', who: EVERYONE, provided: 'they see the entry' },
    { field: 'Mutation.retractHelpfulness', who: EVERYONE, provided: 'they see the entry' },
    { field: 'Query.searchToken', who: EVERYONE },
    { field: 'Query.related', who: EVERYONE, provided: 'they see the entry' },
  ],
};
