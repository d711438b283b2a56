/** Waiting in the page. */
/** A promise of what `expression` is once it is true: the page itself watches, so that nothing here asks again and again. */
export function watching(expression: string, end: number): string {
  return `new Promise((resolve, reject) => {
    const look = async () => {
      let value, wrong = new Error("late");
      try {
        value = await ${expression};
      } catch (error) {
        wrong = error;
      }
      if (value) resolve(value);
      else if (Date.now() > ${end}) reject(wrong);
      else setTimeout(look, 20);
    };
    void look();
  })`;
}
