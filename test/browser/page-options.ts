/** As what, and to whom, a browser shows the page. */
export interface PageOptions {
  width?: number;
  height?: number;
  /** The languages of the browser, the first one preferred. */
  languages?: string;
  /** Whether the person prefers a dark page. */
  dark?: boolean;
  /** Whether it is a phone: with a touch screen, and without a mouse. */
  touched?: boolean;
  /**
   * Whether the page installs its service worker. The worker fetches and stores every part of the page, which costs as much as
   * to load the page: a test that is not about it does without.
   */
  worker?: boolean;
  /** What is in the browser's storage before the page is loaded for the first time. */
  stored?: Record<string, string>;
}
