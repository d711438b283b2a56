/** The steps of the walk with pictures of people, the server's icon, and pictures of telephones. */
import {
  difference,
  OF_P3,
  PLAIN,
  quartersOf,
  real,
  type RealPicture,
  SECRETS,
} from "../pictures/real";
import { leavesDialog } from "./dialogs";
import { chooses, holding, photo } from "./files";
import type { Person } from "./person";
import { must, nothing, type Shared, type Step } from "./scene";

/** Chooses the picture of the dialog that is open. */
const choosesIn = (who: Person, file: string) =>
  who.hands.get(
    holding(
      [file],
      `const input = document.querySelector("dialog .picture input[type=file]");
       input.files = data.files;
       input.dispatchEvent(new Event("change", { bubbles: true }));`,
    ),
  );

const drawn = (picture: string) => `((one) => one?.complete && one.naturalWidth > 0)(${picture})`;
const beside = (text: string) =>
  `[...document.querySelectorAll(".line[data-seq]")].find((one) => one.innerText.includes("${text}"))?.querySelector("img.portrait")`;

export const faces: Step<Shared> = [
  "choose a picture of oneself and an icon of the server, which the other person sees, and take both away",
  async ({ ada, noor, picture }) => {
    await ada.presses("Settings");
    await ada.until("the field", "document.querySelector('dialog .picture input') !== null");
    await choosesIn(ada, photo("me.jpg", 30));
    await ada.until(
      "ada's picture",
      drawn("document.querySelector('dialog .picture img.portrait')"),
    );
    nothing(await ada.flaws(), "axe, with a picture of oneself");
    await picture("own-picture");
    await leavesDialog(ada);
    await ada.until(
      "ada's picture by her name",
      drawn("document.querySelector('.me img.portrait')"),
    );
    await noor.goes(await noor.hands.get<string>("location.href"));
    await noor.until("ada's picture, on the phone", drawn(beside("hello")));
    nothing(await noor.outside(), "outside of the phone, with a picture of a person");

    await ada.presses("Server settings");
    await ada.until("the icon's field", "document.querySelector('dialog .picture input') !== null");
    await choosesIn(ada, photo("icon.png", 200));
    const icon = "document.querySelector('dialog .picture > img')";
    await ada.until("the icon", `${drawn(icon)} && ${icon}.naturalWidth === 512`);
    nothing(await ada.flaws(), "axe, with an icon");
    await picture("server-icon");
    await noor.until("the icon, on the phone", served("image/png"));
    await ada.presses("Remove the picture");
    await noor.until("the built-in icon, on the phone", served("image/svg+xml"));
    await leavesDialog(ada);
    await ada.presses("Settings");
    await ada.presses("Remove the picture");
    await ada.until(
      "no picture",
      "document.querySelector('dialog .picture svg.portrait') !== null",
    );
    await leavesDialog(ada);
  },
];

const served = (type: string) =>
  `fetch("/icon.svg", { cache: "no-cache" }).then(({ headers }) => headers.get("Content-Type") === "${type}")`;

/** A picture as a script makes it, without a type: not every system knows these. */
const made = async (name: RealPicture) =>
  `new File([Uint8Array.from(atob("${(await real(name)).toBase64()}"), (one) => one.charCodeAt(0))], "${name}")`;

const TELEPHONES = ["phone.avif", "phone.heic"] as const;

export const formats: Step = [
  "send pictures of telephones: AVIF and HEIC, encoded by the browser if it can, else as they are, which the box says",
  async ({ ada, lin }) => {
    const room = "telephones";
    await ada.goes(`${ada.url}/r/${room}`);
    await ada.isOnline();
    await lin.ask("join", { room });
    await ada.until("the button", "document.querySelector('button.attach') !== null");
    await chooses(ada, ...(await Promise.all(TELEPHONES.map(made))));
    await ada.until(
      "two files in the box",
      `document.querySelectorAll(".staged li").length === 2 && !document.querySelector(".staged [aria-busy=true]")`,
    );
    const noted = await ada.hands.get<string>(
      `[...document.querySelectorAll(".staged li")].map((one) => one.querySelector("p.note") !== null).join()`,
    );
    await ada.says("look");
    await ada.hasSent(1);
    const [said] = await lin.log(room);
    must(said?.files?.length === 2, "two files");
    for (const [n, file] of (said?.files ?? []).entries()) {
      const bytes = await (await fetch(`${ada.url}/files/${file.id}/x`)).bytes();
      const isNoted = noted.split(",")[n] === "true";
      const format = TELEPHONES[n]?.replace("phone.", "image/");
      must(isNoted === (file.type === format), `${file.name} is ${file.type}, noted: ${isNoted}`);
      if (isNoted) continue;
      must(file.width !== undefined, `${file.name} has no size`);
      must(!SECRETS.some((one) => Buffer.from(bytes).includes(one)), `${file.name} says its place`);
      must(file.type !== "image/png", `${file.name} is larger than a photo has to be`);
      const seen = (await quartersOf(bytes)).toSorted(byHue);
      const far = Math.min(
        // Paler where the engine itself does not read the profile, as WebKit on Linux does not that of an AVIF.
        ...[OF_P3, PLAIN].map((one) => difference(seen, one.toSorted(byHue))),
      );
      must(far < 24, `the colours of ${file.name} are ${far} values away`);
    }
  },
];

/** Whichever way it is turned. */
const byHue = ([r = 0, , b = 0]: number[], [red = 0, , blue = 0]: number[]) => r - b - (red - blue);
