/** Decisions about notifications and the icon: a module that is fetched when it is needed first. */
export const attention = () => import("./consider");
