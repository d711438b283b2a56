export * from ".";
