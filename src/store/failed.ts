/** Called with what went wrong beside requests. `what` says what could not be done, of work that the store tries again by itself. */
export type Failed = (error: unknown, what?: string) => void;
