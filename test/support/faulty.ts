/** Loaded before a server: makes it fail where nothing catches it, whenever it gets a signal. */
process.on("SIGUSR1", () => {
  throw new Error("thrown on purpose");
});
process.on("SIGUSR2", () => {
  void Promise.reject(new Error("rejected on purpose"));
});
