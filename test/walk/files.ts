/** The steps of the walk in which files are sent and looked at. */
import type { Person } from "./person";
import { must, nothing, type Step } from "./scene";

/** Files, as a script in the page makes them. */
export const photo = (name: string, hue: number) => `new Promise((resolve) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [800, 600];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "hsl(${hue} 60% 50%)";
  pen.fillRect(0, 0, 800, 600);
  canvas.toBlob((blob) => resolve(new File([blob], "${name}", { type: "image/jpeg" })), "image/jpeg");
})`;
const drawing = `new File(['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'], "logo.svg", { type: "image/svg+xml" })`;
const paper = `new File(["%PDF-1.4 a plan"], "plan.pdf", { type: "application/pdf" })`;

/** What holds files while they are chosen, dropped or pasted. */
export const holding = (files: readonly string[], act: string) => `(async () => {
  const data = new DataTransfer();
  for (const file of await Promise.all([${files.join()}])) data.items.add(file);
  ${act}
})()`;

export const chooses = (who: Person, ...files: string[]) =>
  who.hands.get(
    holding(
      files,
      `const input = document.querySelector("input[type=file][multiple]");
       input.files = data.files;
       input.dispatchEvent(new Event("change", { bubbles: true }));`,
    ),
  );

const drops = (who: Person, ...files: string[]) =>
  who.hands.get(
    holding(
      files,
      `for (const type of ["dragover", "drop"])
         document.querySelector(".log").dispatchEvent(
           new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));`,
    ),
  );

const pastes = (who: Person, ...files: string[]) =>
  who.hands.get(
    holding(
      files,
      `const event = new Event("paste", { bubbles: true, cancelable: true });
       Object.defineProperty(event, "clipboardData", { value: data });
       document.querySelector("#txt").dispatchEvent(event);`,
    ),
  );

const staged = (count: number) =>
  `document.querySelectorAll(".staged li").length === ${count} && !document.querySelector(".staged [aria-busy=true]")`;
/** Whether so many pictures of a message have come, each in the place that was kept for it. */
const pictures = (seq: number, count: number) =>
  `((all) => all.length === ${count} && all.every((one) => one.complete && one.naturalWidth > 0))(
    [...document.querySelectorAll('[data-seq="${seq}"] .files img')])`;

export const files: Step = [
  "choose, drop and paste files, describe one, send them, and look at them",
  async ({ ada, lin, picture }) => {
    const room = "pictures";
    await ada.goes(`${ada.url}/r/${room}`);
    await ada.isOnline();
    await lin.ask("join", { room });
    await ada.until("the button", "document.querySelector('button.attach') !== null");
    await chooses(ada, photo("one.jpg", 20), drawing);
    await ada.until("two files in the box", staged(2));
    await drops(ada, photo("two.jpg", 200));
    await pastes(ada, paper);
    await ada.until("four files in the box", staged(4));
    await ada.clicks(".staged input");
    await ada.hands.type("A red house");
    nothing(await ada.flaws(), "axe, with files in the box");
    nothing(await ada.outside(), "outside of the window, with files in the box");
    await picture("files-in-the-box");
    await ada.presses("Remove two.jpg");
    await ada.until("three files in the box", staged(3));
    await ada.says("look");
    await ada.hasSent(1);
    await ada.until("the pictures", pictures(1, 2));
    nothing(await ada.flaws(), "axe, with files in a message");
    await picture("files-sent");
    const [said] = await lin.log(room);
    const names = said?.files?.map(({ name, description }) => [name.split(".")[0], description]);
    must(
      JSON.stringify(names) ===
        JSON.stringify([
          ["one", "A red house"],
          ["logo", undefined],
          ["plan", undefined],
        ]),
      `the server has ${JSON.stringify(names)}`,
    );

    await ada.hands.press("Tab", "Shift");
    await ada.clicks('[data-seq="1"] .picture button');
    await ada.until("the large picture", "document.querySelector('.stage img')?.complete");
    await ada.until("its place", "document.querySelector('dialog').innerText.includes('1 of 2')");
    nothing(await ada.flaws(), "axe, with a large picture");
    await ada.hands.press("ArrowRight");
    await ada.until("the next", "document.querySelector('dialog').innerText.includes('2 of 2')");
    const width = "document.querySelector('.stage img').getBoundingClientRect().width";
    const before = await ada.until<number>("its width", width);
    await ada.presses("Zoom in");
    await ada.until("the picture being larger", `${width} > ${before} * 1.4`);
    await picture("large");
    await ada.hands.press("Escape");
    await ada.until("no dialog", "!document.querySelector('dialog')");

    await ada.hands.resize(360, 740);
    nothing(await ada.outside(), "outside of a phone, with files in a message");
    await picture("files-phone");
    await ada.hands.resize(1280, 800);
    await ada.hands.get(`void (document.querySelector('[data-seq="1"]').focus())`);
    await ada.hands.press("Backspace");
    await ada.until("the question", "document.activeElement.textContent === 'Delete'");
    await ada.hands.press("Enter");
    await ada.until(
      "no file",
      "!document.querySelector('.files') && document.querySelector('.gone') !== null",
    );
  },
];
