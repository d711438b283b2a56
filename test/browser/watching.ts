/** Waiting in the page. */
/**
 * A promise of what `expression` is once it is true. The page itself watches, so that nothing here asks again and again: at first often,
 * since most of what is waited for comes soon.
 */
export function watching(expression: string, end: number): string {
  return `new Promise((resolve, reject) => {
    let looks = 0;
    const look = async () => {
      let value, wrong = new Error("late");
      try {
        value = await ${expression};
      } catch (error) {
        wrong = error;
      }
      if (value) resolve(value);
      else if (Date.now() > ${end}) reject(wrong);
      else setTimeout(look, (looks += 1) < 10 ? 20 : 40);
    };
    void look();
  })`;
}
