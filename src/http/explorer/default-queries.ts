/** A query to try on a fresh hub: `title` says in a few words what for, `query` one named operation without variables. */
export interface DefaultQuery {
  title: string;
  query: string;
}

/** Every one of these works on the seeds, for a visitor without a session. Operation names are unique. */
export const defaultQueries: readonly DefaultQuery[] = [
  {
    title: 'Find articles and resources about one worry',
    query: `query Search {
  search(
    query: "toddler sleep"
    locale: "en"
    types: [EXPERT_ARTICLE, RESOURCE]
    first: 10
  ) {
    totalCount
    edges {
      cursor
      # Safe HTML, with <mark> around what matched
      highlight { title snippet }
      node {
        __typename
        ... on ExpertArticle {
          title
          slug
          experts { name }
          topics { name }
        }
        ... on Resource { title slug }
      }
    }
    facets { name values { value label count } }
  }
}`,
  },
  {
    title: 'Find help nearby: partners, the nearest first',
    query: `query Nearby {
  search(
    # Empty: everything there is around here
    query: ""
    locale: "en"
    types: [PARTNER_ORGANIZATION]
    near: {
      latitude: 53.55
      longitude: 9.99
      radiusKm: 10
    }
    first: 10
  ) {
    totalCount
    edges {
      distanceKm
      node {
        ... on PartnerOrganization {
          name
          openNow
          locations { address { city } }
        }
      }
    }
  }
}`,
  },
  {
    title: 'Read what experts wrote on a topic',
    query: `query Articles {
  expertArticles(
    first: 20
    orderBy: NEWEST
    filter: { topics: ["sleep"] }
  ) {
    totalCount
    nodes {
      title
      summary
      # Sanitised; also as "markdown" and "text"
      body { html readingMinutes }
      experts { name credentials }
      topics { name slug }
    }
    # For the next page: after: "<endCursor>"
    pageInfo { hasNextPage endCursor }
  }
}`,
  },
  {
    title: 'Listen to the community: threads, latest posts',
    query: `query Threads {
  discussionThreads(first: 20) {
    nodes {
      title
      posts(last: 3) {
        nodes { body { text } author { name } }
      }
    }
  }
}`,
  },
  {
    title: 'Meet the partners, and see who is open now',
    query: `query Partners {
  partnerOrganizations(first: 5) {
    nodes {
      name
      locations { address { city } latitude longitude }
      services { name eligibility }
      openNow
    }
  }
}`,
  },
  {
    title: 'Complete what is typed into a search box',
    query: `query Suggest {
  suggest(prefix: "brea", locale: "en") { text }
}`,
  },
];

/** Lines are short (about 50 characters) so that they fit the editor pane of a laptop. */
const INTRODUCTION = `# Welcome to Hearth: guidance, stories, partners
# and conversations of a family centre.
#
# Put the cursor into a query and press
# Ctrl-Enter, or press play and choose one.
# Ctrl-Space completes what you type. The book
# at the edge explains every type and field.
#
# You are a visitor: you see what is public.
# To act as a member, open "Headers" and paste
# {"Authorization": "Bearer <session token>"}
# It is forgotten when you leave, unless you let
# headers persist in the settings (the gear).`;

/** The text of the explorer's first tab: how to begin, and all default queries in one document. */
export const defaultTab = `${[INTRODUCTION, ...defaultQueries.map(({ title, query }) => `# ${title}\n${query}`)].join('\n\n')}\n`;
