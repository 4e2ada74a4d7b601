/** The texts of the page as a whole. */
export const appTexts = {
  connecting: 'Connecting to Drydock',
  loading: 'Loading this part of the page',
  places: { applications: 'Applications', new: 'New application', activity: 'Activity', clusters: 'Clusters', projects: 'Projects', settings: 'Settings' },
  notFound: 'There is no such place',
  notFoundWords: (address: string) => `Nothing in Drydock has the address ${address}.`,
  toApplications: 'To the applications',
  unsaved: 'What you chose could not be saved:',
  lost: (time: string) => `Drydock does not answer since ${time}. What is shown is as old as that; it comes back by itself when Drydock runs again (npm start).`,
} as const;
